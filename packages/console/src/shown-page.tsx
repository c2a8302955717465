import { lazy, Suspense, useEffect, useRef } from 'react'
import type { ReactElement } from 'react'
import { Link, Route, Switch, useLocation } from 'wouter'
import { useLive } from './live/live-connection.js'
import { Overview } from './pages/overview.js'
import { ErrorBoundary } from './ui/error-boundary.js'
import { Empty, Waiting } from './ui/notices.js'
import { usePageTitle } from './ui/use-page-title.js'

const Corridor = lazy(() => import('./pages/corridor.js'))
const Audit = lazy(() => import('./pages/audit.js'))
const PlanPage = lazy(() => import('./pages/plan.js'))
const Readiness = lazy(() => import('./pages/readiness.js'))
const Runbook = lazy(() => import('./pages/runbook.js'))
const EvidencePage = lazy(() => import('./pages/evidence.js'))
const Records = lazy(() => import('./pages/records.js'))
const Demo = lazy(() => import('./pages/demo.js'))

/** The page that the address names, greyed while nothing is heard of the service. */
export function ShownPage(): ReactElement {
  const { state } = useLive()
  const [location] = useLocation()
  const page = pageOf(location)
  useFocusOnNewPage(page, location)
  return (
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
            <Route component={Nowhere} />
          </Switch>
        </Suspense>
      </ErrorBoundary>
    </main>
  )
}

function Nowhere(): ReactElement {
  usePageTitle('No such page')
  return (
    <>
      <h1 className="hidden-visually">No such page</h1>
      <Empty title="There is no such page">
        The address may be old. <Link href="/">Go to the overview.</Link>
      </Empty>
    </>
  )
}

/** Pages of which the rest of the address is a choice that is made on them. */
const choosing = ['/records', '/evidence', '/audit']

/** What of an address makes another page: what is searched for in the records, or chosen in a list, does not. */
function pageOf(location: string): string {
  return choosing.find((page) => location.startsWith(page)) ?? location
}

/** The page that was left takes its focus along; without this it would fall to the body. */
function useFocusOnNewPage(page: string, location: string): void {
  const before = useRef(page)
  useEffect(() => {
    if (before.current === page) {
      // Who chooses by the arrow keys stays in the list; what has gone with its own press leaves the page.
      if (document.activeElement === document.body) focusMain()
      return
    }
    before.current = page
    scrollTo(0, 0)
    focusMain()
  }, [page, location])
}

function focusMain(): void {
  document.querySelector<HTMLElement>('#main')?.focus({ preventScroll: true })
}
