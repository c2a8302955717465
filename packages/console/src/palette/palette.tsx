import { Command } from 'cmdk'
import type { ReactElement } from 'react'
import { useLocation } from 'wouter'
import { useOverview } from '../api/queries.js'
import { actions } from '../control/actions.js'
import type { Action } from '../control/actions.js'
import { offered } from '../control/offered.js'
import { useSteer } from '../control/use-steer.js'
import { sentenceOf } from '../overview/sentence.js'
import { Dialog } from '../ui/dialog.js'
import { demoPage, pages } from '../ui/pages.js'
import { useDoors } from '../ui/use-doors.js'

type Props = { readonly onClose: () => void }

/** Everything one can go to or do, found by its name: ⌘K. */
export default function Palette({ onClose }: Props): ReactElement {
  const overview = useOverview().data
  const { mayChange, open } = useSteer()
  const { show } = useDoors()
  const [, navigate] = useLocation()
  const corridors = overview?.corridors ?? []
  const reachable = overview?.demo === true ? [...pages, demoPage] : pages

  function go(href: string): void {
    onClose()
    navigate(href)
  }
  function steer(action: Action, intent: string | null): void {
    onClose()
    open({ action, intent, ...(intent === null ? { choose: true } : {}) })
  }

  return (
    <Dialog title="Go to, or do" onClose={onClose}>
      <Command label="Go to, or do" loop className="palette">
        <Command.Input data-first placeholder="A page, a corridor, or what to do with it" />
        <Command.List label="What was found">
          <Command.Empty>Nothing is called that.</Command.Empty>
          <Command.Group heading="Corridors">
            {corridors.map((corridor) => (
              <Command.Item
                key={corridor.intent}
                value={`corridor ${corridor.intent}`}
                onSelect={() => go(`/corridors/${encodeURIComponent(corridor.intent)}`)}
              >
                <bdi>{corridor.intent}</bdi> <small>{sentenceOf(corridor).now}</small>
              </Command.Item>
            ))}
          </Command.Group>
          <Command.Group heading="Pages">
            {reachable.map(({ href, name }) => (
              <Command.Item key={href} value={`page ${name}`} onSelect={() => go(href)}>
                {name}
              </Command.Item>
            ))}
          </Command.Group>
          {mayChange && (
            <Command.Group heading="Changes">
              <Command.Item value="kill all corridors" onSelect={() => steer('kill', null)}>
                Kill… <kbd>⇧K</kbd>
              </Command.Item>
              {corridors.flatMap((corridor) =>
                offered(corridor).map((action) => (
                  <Command.Item
                    key={`${action} ${corridor.intent}`}
                    value={`${actions[action].title} ${corridor.intent}`}
                    onSelect={() => steer(action, corridor.intent)}
                  >
                    {actions[action].title} <bdi>{corridor.intent}</bdi>…
                  </Command.Item>
                )),
              )}
            </Command.Group>
          )}
          <Command.Group heading="Help">
            <Command.Item value="help keyboard shortcuts" onSelect={() => show('help')}>
              Keyboard shortcuts <kbd>?</kbd>
            </Command.Item>
            <Command.Item value="help what you may do, and why not" onSelect={() => show('you')}>
              What you may do, and why not
            </Command.Item>
          </Command.Group>
        </Command.List>
      </Command>
    </Dialog>
  )
}
