import { lazy, Suspense, useMemo, useState } from 'react'
import type { ReactElement } from 'react'
import { useLocation } from 'wouter'
import { useMetrics } from '../api/queries.js'
import type { MetricsView, MetricWindow } from '../api/views.js'
import { percent } from '../format/numbers.js'
import { age } from '../format/time.js'
import { Card } from '../ui/card.js'
import { ErrorBoundary } from '../ui/error-boundary.js'
import { focusOn } from '../ui/focus-on.js'
import { Empty, Failure, Waiting } from '../ui/notices.js'
import type { ChartLook, Zoom } from './chart-look.js'
import { fieldMoment, recordsPath } from '../records/record-query.js'
import { useMarks } from './use-marks.js'

const RateChart = lazy(() => import('./rate-chart.js'))
const EpochsChart = lazy(() => import('./epochs-chart.js'))
const VolumeChart = lazy(() => import('./volume-chart.js'))

const windows: readonly { readonly window: MetricWindow; readonly name: string }[] = [
  { window: 'stage', name: 'This stage' },
  { window: '1h', name: '1 h' },
  { window: '6h', name: '6 h' },
  { window: '24h', name: '24 h' },
  { window: '7d', name: '7 d' },
]

type Props = {
  readonly intent: string
  /** Whether there is more than one epoch to compare. */
  readonly severalEpochs: boolean
}

/** Every metric over time, with its bounds and the lines its gates draw. */
export function MetricsCard({ intent, severalEpochs }: Props): ReactElement {
  const [span, setSpan] = useState<MetricWindow>('stage')
  const [apart, setApart] = useState(false)
  const metrics = useMetrics(intent, span, apart ? 'epoch' : undefined)
  const [zoom, setZoom] = useState<Zoom | null>(null)
  const look = useLook(intent, metrics.data, zoom, setZoom)
  return (
    <Card
      title="Metrics over time"
      note="The line is the rate since the left edge, the band what is not ruled out; the dots are the latest decisions alone; a dashed line marks a change, by its first letter. Point at a chart, or use the arrow keys on it, to read its values; drag to zoom in; click a point, or press Enter on it, for its decisions. Decisions appear once their bucket is sealed."
      className="span-all"
      aside={
        <div className="switch" role="group" aria-label="Time span">
          {zoom !== null && (
            <button
              type="button"
              className="switch-option"
              onClick={() => {
                setZoom(null)
                focusOn('[aria-label="Time span"] [aria-pressed=true]')
              }}
            >
              All of it
            </button>
          )}
          {severalEpochs && (
            <button
              type="button"
              className="switch-option"
              aria-pressed={apart}
              title="The latest two models, prompts or rule sets, each with its own line"
              onClick={() => setApart(!apart)}
            >
              Epochs apart
            </button>
          )}
          {windows.map(({ window, name }) => (
            <button
              key={window}
              type="button"
              className="switch-option"
              aria-pressed={window === span}
              onClick={() => {
                setSpan(window)
                setZoom(null)
              }}
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
        // Charts that do not arrive must not take verdict and timeline along.
        <ErrorBoundary>
          <Charts view={metrics.data} look={look} />
        </ErrorBoundary>
      )}
    </Card>
  )
}

function useLook(
  intent: string,
  view: MetricsView | undefined,
  zoom: Zoom | null,
  onZoom: (zoom: Zoom | null) => void,
): ChartLook {
  const marks = useMarks(intent)
  const [, navigate] = useLocation()
  return useMemo(
    () => ({
      marks,
      zoom,
      onZoom,
      onOpen(index, metric) {
        if (view === undefined) return
        const startMs = Date.parse(view.from) + index * view.step_ms
        navigate(
          recordsPath({
            intent,
            since: fieldMoment(startMs),
            until: fieldMoment(startMs + view.step_ms),
            differs: metric !== null && compares(metric) ? 'true' : '',
          }),
        )
      },
    }),
    [marks, zoom, onZoom, view, intent, navigate],
  )
}

/** Whether a metric counts decisions in which model and baseline disagree. */
function compares(metric: string): boolean {
  return metric === 'disagreement' || metric.endsWith('_mismatch')
}

function Charts({
  view,
  look,
}: {
  readonly view: MetricsView
  readonly look: ChartLook
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
        {view.metrics.map((series) =>
          view.epochs.length < 2 ? (
            <RateChart key={series.name} view={view} series={series} look={look} />
          ) : (
            <EpochsChart key={series.name} view={view} series={series} look={look} />
          ),
        )}
        <VolumeChart view={view} look={look} />
      </div>
      <p className="small chart-foot">
        One point every {age(view.step_ms)}. Bounds hold at every moment at once: the lower ones are
        wrong with a chance of at most {chance(view.alpha.lower)}, the upper ones of at most{' '}
        {chance(view.alpha.upper)}.
      </p>
    </Suspense>
  )
}

function chance(alpha: number): string {
  return percent(Number(alpha.toPrecision(2)))
}
