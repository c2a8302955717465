import type { ReactElement } from 'react'
import { useOverview } from '../api/queries.js'
import type { OverviewView } from '../api/views.js'
import { plural } from '../format/numbers.js'
import { CorridorTable } from '../overview/corridor-table.js'
import { FirstRun } from '../overview/first-run.js'
import { Processes } from '../overview/processes.js'
import { useRest } from '../overview/use-rest.js'
import { Card } from '../ui/card.js'
import { Empty } from '../ui/notices.js'
import { NotYet } from '../ui/not-yet.js'
import { usePageTitle } from '../ui/use-page-title.js'

export function Overview(): ReactElement {
  usePageTitle('Overview')
  const overview = useOverview('shown')
  const view = overview.data
  const all = useRest()
  if (view === undefined) {
    return <NotYet title="Overview" query={overview} />
  }
  return (
    <>
      <header className="page-head">
        <h1>Overview</h1>
        <p className="page-sub">{summary(view)}</p>
      </header>
      <Problems view={view} />
      <FirstRun view={view} />
      {view.corridors.length === 0 ? (
        <Empty title="No corridor is registered">
          Register one in <code>partial-trust.config.ts</code> and restart.
        </Empty>
      ) : (
        <CorridorTable corridors={view.corridors} />
      )}
      {all && (
        <Card
          title="Processes and leases"
          note="A process that cannot refresh live control within its lease closes by itself."
        >
          <Processes
            processes={view.processes}
            leader={view.leader}
            triedAt={view.stop_proof?.at ?? null}
          />
        </Card>
      )}
    </>
  )
}

function summary({ corridors, processes, leader }: OverviewView): string {
  const open = corridors.filter(({ standing }) => standing === 'open' || standing === 'shadow')
  const alive = processes.filter(({ state }) => state === 'alive')
  return [
    `${open.length} of ${plural(corridors.length, 'corridor')} open`,
    `${plural(alive.length, 'process', 'processes')} reporting`,
    leader === null
      ? 'nobody leads the rollouts'
      : `${nameOf(leader, processes)} leads the rollouts`,
  ].join(' · ')
}

/** Where a process runs; its instance where it has not reported. */
function nameOf(instance: string, processes: OverviewView['processes']): string {
  const found = processes.find((process) => process.instance === instance)
  return found === undefined ? instance : `${found.host}:${found.pid}`
}

/** What keeps corridors shut or evidence from being kept; says what to do about each. */
function Problems({ view }: { readonly view: OverviewView }): ReactElement | null {
  const { environment, store, risk_log: riskLog } = view
  const problems: ReactElement[] = environment.problems.map(({ variable, problem }) => (
    <li key={variable}>
      <code>{variable}</code>: {problem}. It closes every corridor; correct it and restart.
    </li>
  ))
  if (store.lost !== null) {
    problems.push(
      <li key="lost">
        The control store was lost ({store.lost}): every corridor is closed until a person says that
        this store holds now, with <code>partial-trust state adopt --reason …</code>.
      </li>,
    )
  }
  if (!environment.enabled) {
    problems.push(
      <li key="off">
        The master switch is off: every command gets the baseline and leaves no record. Set{' '}
        <code>PARTIAL_TRUST_ENABLED=true</code> and restart to begin.
      </li>,
    )
  } else if (!environment.policy_enabled) {
    problems.push(
      <li key="policy">
        No candidate is ever asked for: set <code>LLM_POLICY_ENABLED=true</code> and restart.
      </li>,
    )
  }
  if (!store.reachable) {
    problems.push(
      <li key="store">
        The control store at <code>{store.location}</code> cannot be read
        {store.problem === null ? '' : `: ${store.problem}`}. Processes close as their leases end.
      </li>,
    )
  }
  if (!riskLog.healthy || riskLog.dropped > 0) {
    problems.push(
      <li key="log">
        The risk log has dropped {plural(riskLog.dropped, 'record')}: check disk space and the path
        in <code>PARTIAL_TRUST_RISK_LOG_PATH</code>.
      </li>,
    )
  }
  return problems.length === 0 ? null : <ul className="notice notice-warn list">{problems}</ul>
}
