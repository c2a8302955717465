import type { ReactElement } from 'react'
import { useCorridor, useGate } from '../api/queries.js'
import { CorridorHead } from '../corridor/corridor-head.js'
import { DifferencesCard } from '../corridor/differences-card.js'
import { FunnelCard } from '../corridor/funnel-card.js'
import { LatencyCard } from '../corridor/latency-card.js'
import { MetricsCard } from '../corridor/metrics-card.js'
import { RecordsCard } from '../corridor/records-card.js'
import { TimelineCard } from '../corridor/timeline-card.js'
import { TokensCard } from '../corridor/tokens-card.js'
import { VerdictCard } from '../corridor/verdict-card.js'
import { NotYet } from '../ui/not-yet.js'
import { usePageTitle } from '../ui/use-page-title.js'

export default function Corridor({ intent }: { readonly intent: string }): ReactElement {
  usePageTitle(intent)
  const corridor = useCorridor(intent)
  const gate = useGate(intent)
  const view = corridor.data
  if (view === undefined) {
    return <NotYet title={intent} query={corridor} />
  }
  return (
    <>
      <CorridorHead view={view} />
      <div className="corridor-grid">
        <VerdictCard
          gate={gate.data}
          error={gate.error}
          retry={() => void gate.refetch()}
          summary={view.summary}
        />
        <MetricsCard
          intent={intent}
          severalEpochs={new Set(view.spans.map(({ epoch }) => epoch)).size > 1}
        />
        <div className="column">
          <FunnelCard funnel={view.funnel} />
          <TokensCard day={view.summary.day} />
        </div>
        <div className="column">
          <LatencyCard
            latency={view.latency}
            deadlineMs={view.deadline_ms}
            day={view.summary.day}
          />
          <DifferencesCard differences={view.differences} day={view.summary.day} />
        </div>
        <TimelineCard intent={intent} spans={view.spans} />
        <RecordsCard records={view.recent} />
      </div>
    </>
  )
}
