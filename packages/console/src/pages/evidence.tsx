import type { ReactElement } from 'react'
import { Link, useLocation } from 'wouter'
import { useOverview } from '../api/queries.js'
import type { CorridorSummary } from '../api/views.js'
import { BundleButton } from '../evidence/bundle-button.js'
import { PartsCard } from '../evidence/parts-card.js'
import { ReplayCard } from '../evidence/replay-card.js'
import { TuneCard } from '../evidence/tune-card.js'
import { sorted } from '../overview/order-corridors.js'
import { Empty, Failure, Waiting } from '../ui/notices.js'
import { usePageTitle } from '../ui/use-page-title.js'

const studies = [
  { key: 'replay', name: 'Replay' },
  { key: 'tune', name: 'Tune' },
  { key: 'parts', name: 'Parts' },
] as const

type Study = (typeof studies)[number]['key']

type Props = { readonly intent?: string | undefined; readonly study?: string | undefined }

/** What the evidence of a corridor would say to other questions, and the file that proves a verdict. */
export default function EvidencePage({ intent, study }: Props): ReactElement {
  const shown: Study = studies.find(({ key }) => key === study)?.key ?? 'replay'
  const overview = useOverview()
  const corridors = overview.data?.corridors
  const corridor =
    corridors?.find((one) => one.intent === intent) ??
    (intent === undefined ? sorted(corridors ?? [], 'problems')[0] : undefined)
  usePageTitle('Evidence', ...(corridor === undefined ? [] : [corridor.intent]))
  return (
    <>
      <header className="page-head">
        <h1>Evidence</h1>
        <p className="page-sub">
          What the records would say to other settings, thresholds and parts; the file that proves a
          verdict.
        </p>
      </header>
      {corridors === undefined && overview.error === null && <Waiting rows={4} />}
      {corridors === undefined && overview.error !== null && (
        <Failure error={overview.error} retry={() => void overview.refetch()} />
      )}
      {corridors !== undefined && corridor === undefined && (
        <NoCorridor registered={corridors.length} />
      )}
      {corridors !== undefined && corridor !== undefined && (
        <>
          <Tools corridors={corridors} corridor={corridor} shown={shown} />
          <Shown key={`${shown} ${corridor.intent}`} study={shown} corridor={corridor} />
        </>
      )}
    </>
  )
}

function NoCorridor({ registered }: { readonly registered: number }): ReactElement {
  return registered === 0 ? (
    <Empty title="No corridor is registered">
      <Link href="/">The overview</Link> says what is missing, in order.
    </Empty>
  ) : (
    <Empty title="No such corridor">
      <Link href="/evidence">Choose one that is registered.</Link>
    </Empty>
  )
}

type ToolsProps = {
  readonly corridors: readonly CorridorSummary[]
  readonly corridor: CorridorSummary
  readonly shown: Study
}

function Tools({ corridors, corridor, shown }: ToolsProps): ReactElement {
  const [, navigate] = useLocation()
  return (
    <div className="study-tools">
      <nav aria-label="Studies" className="switch">
        {studies.map(({ key, name }) => (
          <Link
            key={key}
            href={pathOf(corridor.intent, key)}
            className="switch-option"
            aria-current={key === shown ? 'page' : undefined}
          >
            {name}
          </Link>
        ))}
      </nav>
      <label className="field-inline">
        <span>Corridor</span>
        <select
          value={corridor.intent}
          onChange={({ target }) => navigate(pathOf(target.value, shown))}
        >
          {corridors.map(({ intent }) => (
            <option key={intent} value={intent}>
              {intent}
            </option>
          ))}
        </select>
      </label>
      <BundleButton corridor={corridor} />
    </div>
  )
}

type ShownProps = { readonly study: Study; readonly corridor: CorridorSummary }

function Shown({ study, corridor }: ShownProps): ReactElement {
  switch (study) {
    case 'replay':
      return <ReplayCard corridor={corridor} />
    case 'tune':
      return <TuneCard intent={corridor.intent} />
    case 'parts':
      return <PartsCard intent={corridor.intent} />
  }
}

function pathOf(intent: string, study: Study): string {
  return `/evidence/${encodeURIComponent(intent)}/${study}`
}
