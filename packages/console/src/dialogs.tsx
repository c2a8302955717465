import { lazy, Suspense, useMemo, useState } from 'react'
import type { ReactElement, ReactNode } from 'react'
import { SteerDialog } from './control/steer-dialog.js'
import { SteerContext } from './control/use-steer.js'
import type { Steering } from './control/use-steer.js'
import { KeyboardHelp } from './palette/keyboard-help.js'
import { useShortcuts } from './palette/use-shortcuts.js'
import { Dialog } from './ui/dialog.js'
import { ErrorBoundary } from './ui/error-boundary.js'
import { Waiting } from './ui/notices.js'
import { DoorsContext } from './ui/use-doors.js'
import type { DoorDialog, Doors } from './ui/use-doors.js'

const Palette = lazy(() => import('./palette/palette.js'))
const You = lazy(() => import('./palette/you.js'))

type Props = { readonly mayChange: boolean; readonly children: ReactNode }

/**
 * Every dialog of the console, over whatever is shown. What is open is known here alone: the page below is
 * handed in and not drawn again when a dialog opens, however much stands on it.
 */
export function Dialogs({ mayChange, children }: Props): ReactElement {
  const [steering, setSteering] = useState<Steering | null>(null)
  const [opened, setOpened] = useState<DoorDialog | null>(null)
  const steer = useMemo(() => ({ mayChange, open: setSteering }), [mayChange])
  const doors = useMemo(
    (): Doors => ({
      kill: () =>
        setSteering((open) => open ?? { action: 'kill', intent: intentShown(), choose: true }),
      show: setOpened,
    }),
    [],
  )
  useShortcuts(doors)
  const close = (): void => setOpened(null)
  return (
    <SteerContext value={steer}>
      <DoorsContext value={doors}>
        {children}
        {opened === 'palette' && (
          <Dialog title="Go to, or do" onClose={close}>
            <Fetched>
              <Palette onClose={close} />
            </Fetched>
          </Dialog>
        )}
        {opened === 'help' && <KeyboardHelp onClose={close} />}
        {opened === 'you' && (
          <Dialog title="You" onClose={close}>
            <Fetched>
              <You onClose={close} />
            </Fetched>
          </Dialog>
        )}
        {steering !== null && (
          <SteerDialog
            key={`${steering.action} ${steering.intent}`}
            steering={steering}
            mayChange={mayChange}
            onClose={() => setSteering(null)}
          />
        )}
      </DoorsContext>
    </SteerContext>
  )
}

/** A part of the page that comes when it is asked for. One that does not must not take the page, and its kill switch, along. */
function Fetched({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <ErrorBoundary>
      <Suspense fallback={<Waiting rows={4} />}>{children}</Suspense>
    </ErrorBoundary>
  )
}

/** The corridor whose page is shown; null on any other. */
function intentShown(): string | null {
  const [, name] = /^#\/corridors\/([^/]+)/u.exec(location.hash) ?? []
  return name === undefined ? null : decodeURIComponent(name)
}
