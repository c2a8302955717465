import { Command } from 'cmdk'
import { useDeferredValue, useMemo, useState } from 'react'
import type { ReactElement, ReactNode } from 'react'
import { useLocation } from 'wouter'
import { useOverview } from '../api/queries.js'
import type { CorridorSummary } from '../api/views.js'
import { actions } from '../control/actions.js'
import { offered } from '../control/offered.js'
import { useSteer } from '../control/use-steer.js'
import type { Steering } from '../control/use-steer.js'
import { sentenceOf } from '../overview/sentence.js'
import { demoPage, pages } from '../ui/pages.js'
import type { DoorDialog } from '../ui/use-doors.js'
import { useDoors } from '../ui/use-doors.js'
import { findEntries } from './find-entries.js'
import type { Entry } from './find-entries.js'

type Props = { readonly onClose: () => void }

type Door = Entry & {
  readonly leads:
    | { readonly kind: 'page'; readonly href: string }
    | { readonly kind: 'change'; readonly steering: Steering }
    | { readonly kind: 'dialog'; readonly dialog: DoorDialog }
  readonly label: ReactNode
}

/** Everything one can go to or do, found by its name: what stands in the dialog of ⌘K. */
export default function Palette({ onClose }: Props): ReactElement {
  const overview = useOverview().data
  const { mayChange, open } = useSteer()
  const { show } = useDoors()
  const [, navigate] = useLocation()
  const [search, setSearch] = useState('')
  const doors = useMemo(
    () => doorsOf(overview?.corridors ?? [], mayChange, overview?.demo === true),
    [overview, mayChange],
  )
  // The field stands first, and what can be found under it a moment later; whatever is typed is answered at once.
  const ready = useDeferredValue(true, false) || search !== ''
  const found = useMemo(() => (ready ? findEntries(doors, search) : null), [ready, doors, search])

  function go({ leads }: Door): void {
    onClose()
    if (leads.kind === 'page') navigate(leads.href)
    else if (leads.kind === 'change') open(leads.steering)
    else show(leads.dialog)
  }

  return (
    <Command label="Go to, or do" loop shouldFilter={false} className="palette">
      <Command.Input
        data-first
        autoFocus
        value={search}
        onValueChange={setSearch}
        placeholder="A page, a corridor, or what to do with it"
      />
      <Command.List label="What was found">
        {found?.length === 0 && <p className="palette-none">Nothing is called that.</p>}
        {found?.map(({ group, shown, more }) => (
          <Command.Group key={group} heading={group}>
            {shown.map((door) => (
              <Command.Item key={door.id} value={door.id} onSelect={() => go(door)}>
                {door.label}
              </Command.Item>
            ))}
            {more > 0 && <p className="palette-more small">{more} more: type a part of the name</p>}
          </Command.Group>
        ))}
      </Command.List>
    </Command>
  )
}

function doorsOf(
  corridors: readonly CorridorSummary[],
  mayChange: boolean,
  isDemo: boolean,
): readonly Door[] {
  return [
    ...corridors.map(toCorridor),
    ...(isDemo ? [...pages, demoPage] : pages).map(({ href, name }): Door => ({
      id: href,
      group: 'Pages',
      text: name,
      leads: { kind: 'page', href },
      label: name,
    })),
    ...(mayChange ? [killing, ...corridors.flatMap(changesOf)] : []),
    ...help,
  ]
}

function toCorridor(corridor: CorridorSummary): Door {
  const { intent } = corridor
  return {
    id: `corridor ${intent}`,
    group: 'Corridors',
    text: intent,
    leads: { kind: 'page', href: `/corridors/${encodeURIComponent(intent)}` },
    label: (
      <>
        <bdi>{intent}</bdi> <small>{sentenceOf(corridor).now}</small>
      </>
    ),
  }
}

const killing: Door = {
  id: 'kill',
  group: 'Changes',
  text: 'Kill all corridors',
  leads: { kind: 'change', steering: { action: 'kill', intent: null, choose: true } },
  label: (
    <>
      Kill… <kbd>⇧K</kbd>
    </>
  ),
}

function changesOf(corridor: CorridorSummary): readonly Door[] {
  const { intent } = corridor
  return offered(corridor).map((action) => ({
    id: `${action} ${intent}`,
    group: 'Changes',
    text: `${actions[action].title} ${intent}`,
    leads: { kind: 'change', steering: { action, intent } },
    label: (
      <>
        {actions[action].title} <bdi>{intent}</bdi>…
      </>
    ),
  }))
}

const help: readonly Door[] = [
  {
    id: 'help',
    group: 'Help',
    text: 'Keyboard shortcuts',
    leads: { kind: 'dialog', dialog: 'help' },
    label: (
      <>
        Keyboard shortcuts <kbd>?</kbd>
      </>
    ),
  },
  {
    id: 'you',
    group: 'Help',
    text: 'What you may do, and why not',
    leads: { kind: 'dialog', dialog: 'you' },
    label: 'What you may do, and why not',
  },
]
