import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import type { ReactElement } from 'react'
import { Link, Route, Switch, useLocation } from 'wouter'
import { ask } from './api/client.js'
import { useMe, useOverview } from './api/queries.js'
import { sessionChanged } from './api/session.js'
import type { Session } from './api/session.js'
import { SteerDialog } from './control/steer-dialog.js'
import { SteerContext } from './control/use-steer.js'
import type { Steering } from './control/use-steer.js'
import { ClockNote, ConnectionBanner, ConnectionPill } from './live/connection-pill.js'
import { useLive } from './live/live-connection.js'
import { UncontrolledBanner } from './live/uncontrolled-banner.js'
import { News } from './live/news.js'
import { Overview } from './pages/overview.js'
import { KeyboardHelp } from './palette/keyboard-help.js'
import { useShortcuts } from './palette/use-shortcuts.js'
import { ErrorBoundary } from './ui/error-boundary.js'
import { Mark } from './ui/mark.js'
import { Navigation } from './ui/navigation.js'
import { Empty, Waiting } from './ui/notices.js'
import { ThemeButton } from './ui/theme-button.js'

const Corridor = lazy(() => import('./pages/corridor.js'))
const Audit = lazy(() => import('./pages/audit.js'))
const PlanPage = lazy(() => import('./pages/plan.js'))
const Readiness = lazy(() => import('./pages/readiness.js'))
const Runbook = lazy(() => import('./pages/runbook.js'))
const EvidencePage = lazy(() => import('./pages/evidence.js'))
const Records = lazy(() => import('./pages/records.js'))
const Demo = lazy(() => import('./pages/demo.js'))
const Palette = lazy(() => import('./palette/palette.js'))

/** What of an address makes another page: what is searched for in the records does not. */
function pageOf(location: string): string {
  return location.startsWith('/records') ? '/records' : location
}

/** What surrounds every page: where one can go, whether it is live, and the switch that stops it. */
export function Frame({ role }: Pick<Session, 'role'>): ReactElement {
  const [steering, setSteering] = useState<Steering | null>(null)
  const { state } = useLive()
  const [location] = useLocation()
  const demo = useOverview().data?.demo === true
  const mayChange = role === 'operator'
  const steer = useMemo(() => ({ mayChange, open: setSteering }), [mayChange])
  const kill = (): void =>
    setSteering((open) => open ?? { action: 'kill', intent: intentOf(location), choose: true })
  const [opened, setOpened] = useState<'palette' | 'help' | null>(null)
  useShortcuts({ kill, palette: () => setOpened('palette'), help: () => setOpened('help') })
  const page = pageOf(location)
  useFocusOnNewPage(page)

  return (
    <SteerContext value={steer}>
      <a className="skip" href="#main" onClick={(event) => skipTo(event)}>
        Skip to the content
      </a>
      <header className="top">
        <Link href="/" className="brand" aria-label="Partial Trust, overview">
          <Mark /> <span>Partial Trust</span>
        </Link>
        <Navigation demo={demo} />
        <div className="top-tools">
          <ConnectionPill />
          <button
            type="button"
            className="icon-button"
            title="Go to, or do (⌘K)"
            aria-label="Go to, or do"
            aria-keyshortcuts="Meta+K Control+K"
            onClick={() => setOpened('palette')}
          >
            <svg viewBox="0 0 16 16" className="icon" aria-hidden="true">
              <path d="M7 2a5 5 0 1 0 0 10A5 5 0 0 0 7 2ZM10.6 10.6 14 14" />
            </svg>
          </button>
          <ThemeButton />
          <SignOut role={role} />
          <button
            type="button"
            className="button button-danger kill-switch"
            aria-keyshortcuts="Shift+K"
            disabled={!mayChange}
            title={mayChange ? undefined : 'A kill needs the operator token'}
            onClick={kill}
          >
            Kill… <kbd>⇧K</kbd>
          </button>
        </div>
      </header>
      <ConnectionBanner />
      <UncontrolledBanner />
      <ClockNote />
      <main id="main" tabIndex={-1} className={state === 'lost' ? 'page stale' : 'page'}>
        <ErrorBoundary key={page}>
          <Suspense fallback={<Waiting rows={6} />}>
            <Switch>
              <Route path="/" component={Overview} />
              <Route path="/corridors/:intent">
                {({ intent }) => <Corridor key={intent} intent={decodeURIComponent(intent)} />}
              </Route>
              <Route path="/plan" component={PlanPage} />
              <Route path="/readiness" component={Readiness} />
              <Route path="/runbook" component={Runbook} />
              <Route path="/records/:asked?">{({ asked }) => <Records asked={asked} />}</Route>
              <Route path="/evidence/:intent?/:study?">
                {({ intent, study }) => (
                  <EvidencePage
                    intent={intent === undefined ? intent : decodeURIComponent(intent)}
                    study={study}
                  />
                )}
              </Route>
              <Route path="/audit/:intent?">
                {({ intent }) => (
                  <Audit intent={intent === undefined ? intent : decodeURIComponent(intent)} />
                )}
              </Route>
              <Route path="/demo" component={Demo} />
              <Route>
                <Empty title="There is no such page">
                  The address may be old. <Link href="/">Go to the overview.</Link>
                </Empty>
              </Route>
            </Switch>
          </Suspense>
        </ErrorBoundary>
      </main>
      <News />
      {opened === 'palette' && (
        <Suspense>
          <Palette onHelp={() => setOpened('help')} onClose={() => setOpened(null)} />
        </Suspense>
      )}
      {opened === 'help' && <KeyboardHelp onClose={() => setOpened(null)} />}
      {steering !== null && (
        <SteerDialog
          key={`${steering.action} ${steering.intent}`}
          steering={steering}
          mayChange={mayChange}
          onClose={() => setSteering(null)}
        />
      )}
    </SteerContext>
  )
}

async function leave(): Promise<void> {
  await ask('DELETE /v1/session', {}).catch(() => undefined)
  sessionChanged()
}

function SignOut({ role }: Pick<Session, 'role'>): ReactElement {
  const me = useMe().data
  const name = me?.kind === 'person' || me?.kind === 'machine' ? me.name : null
  return (
    <button
      type="button"
      className="button button-quiet"
      title={name === null ? 'Sign out' : `Sign out ${name}`}
      onClick={() => void leave()}
    >
      <span className="role">
        {name !== null && (
          <>
            <bdi>{name}</bdi>,{' '}
          </>
        )}
        {role}
      </span>
      <span className="hidden-visually">, sign out</span>
      <svg viewBox="0 0 16 16" className="icon" aria-hidden="true">
        <path d="M6 3H3v10h3M10 5l3 3-3 3M13 8H6" />
      </svg>
    </button>
  )
}

/** The corridor whose page is shown; null on any other. */
function intentOf(location: string): string | null {
  const [, name] = /^\/corridors\/([^/]+)/u.exec(location) ?? []
  return name === undefined ? null : decodeURIComponent(name)
}

/** The page that was left takes its focus along; without this it would fall to the body. */
function useFocusOnNewPage(location: string): void {
  const before = useRef(location)
  useEffect(() => {
    // The form one has signed in with is gone, and took the focus along.
    if (document.activeElement === document.body) focusMain()
  }, [])
  useEffect(() => {
    if (before.current === location) return
    before.current = location
    scrollTo(0, 0)
    focusMain()
  }, [location])
}

function focusMain(): void {
  document.querySelector<HTMLElement>('#main')?.focus({ preventScroll: true })
}

/** The address' hash is the router's, so the jump is done by hand. */
function skipTo(event: { preventDefault: () => void }): void {
  event.preventDefault()
  document.querySelector<HTMLElement>('#main')?.focus()
}
