import { lazy, Suspense, useState } from 'react'
import type { ReactElement } from 'react'
import { useMetrics } from '../api/queries.js'
import type { MetricsView, MetricWindow } from '../api/views.js'
import { age } from '../format/time.js'
import { Card } from '../ui/card.js'
import { Empty, Failure, Waiting } from '../ui/notices.js'
import type { Mark } from './chart.js'
import { useMarks } from './use-marks.js'

const RateChart = lazy(() => import('./rate-chart.js'))
const VolumeChart = lazy(() => import('./volume-chart.js'))

const windows: readonly { readonly window: MetricWindow; readonly name: string }[] = [
  { window: 'stage', name: 'This stage' },
  { window: '1h', name: '1 h' },
  { window: '6h', name: '6 h' },
  { window: '24h', name: '24 h' },
  { window: '7d', name: '7 d' },
]

/** Every metric over time, with its bounds and the lines its gates draw. */
export function MetricsCard({ intent }: { readonly intent: string }): ReactElement {
  const [span, setSpan] = useState<MetricWindow>('stage')
  const metrics = useMetrics(intent, span)
  const marks = useMarks(intent)
  return (
    <Card
      title="Metrics over time"
      note="The line is the rate since the left edge, the band what is not ruled out; the dots are the latest decisions alone; a dashed line marks a change, by its first letter. Decisions appear once their bucket is sealed."
      className="span-all"
      aside={
        <div className="switch" role="group" aria-label="Time span">
          {windows.map(({ window, name }) => (
            <button
              key={window}
              type="button"
              className="switch-option"
              aria-pressed={window === span}
              onClick={() => setSpan(window)}
            >
              {name}
            </button>
          ))}
        </div>
      }
    >
      {metrics.data === undefined ? (
        metrics.error === null ? (
          <Waiting rows={3} />
        ) : (
          <Failure error={metrics.error} retry={() => void metrics.refetch()} />
        )
      ) : (
        <Charts view={metrics.data} marks={marks} />
      )}
    </Card>
  )
}

function Charts({
  view,
  marks,
}: {
  readonly view: MetricsView
  readonly marks: readonly Mark[]
}): ReactElement {
  const asked = view.sampled.some((sampled) => sampled > 0)
  if (!asked && !view.eligible.some((eligible) => eligible > 0)) {
    return (
      <Empty title="Nothing was counted in this time">
        Counts appear about twenty seconds after the decisions. Send commands to{' '}
        <code>POST /v1/decide</code>, or choose a longer span.
      </Empty>
    )
  }
  return (
    <Suspense fallback={<Waiting rows={3} />}>
      <div className="charts">
        {view.metrics.map((series) => (
          <RateChart key={series.name} view={view} series={series} marks={marks} />
        ))}
        <VolumeChart view={view} marks={marks} />
      </div>
      <p className="small chart-foot">
        One point every {age(view.step_ms)}. Bounds hold at every moment at once: lower at α ={' '}
        {alpha(view.alpha.lower)}, upper at α = {alpha(view.alpha.upper)}, one-sided.
      </p>
    </Suspense>
  )
}

function alpha(value: number): string {
  return String(Number(value.toPrecision(2)))
}
