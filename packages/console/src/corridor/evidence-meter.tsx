import { metricPhrase, metricTitle } from '@partial-trust/core'
import type { GateRow } from '@partial-trust/core'
import type { ReactElement } from 'react'
import type { GateView } from '../api/views.js'
import { count, percent, ratio } from '../format/numbers.js'
import { daysLong } from '../format/time.js'
import { Progress } from '../ui/progress.js'

type Props = {
  readonly name: string
  /** The metric's rows: of its GO gate, its NO_GO gate, or both. */
  readonly rows: readonly GateRow[]
  readonly limits: GateView['limits']
}

/** One metric against its gates: where the rate may lie, and how far the evidence is from either verdict. */
export function EvidenceMeter({ name, rows, limits }: Props): ReactElement | null {
  const [first] = rows
  if (first === undefined) return null
  const acceptance = name === 'acceptance'
  const go = rows.find(({ direction }) => (direction === 'below') !== acceptance)
  const noGo = rows.find(({ direction }) => (direction === 'above') !== acceptance)
  const row = go ?? first
  return (
    <li className="meter">
      <p className="meter-head">
        <strong title={metricPhrase(name)}>{metricTitle(name)}</strong>
        <span className="small num">
          {count(row.s)} of {count(row.n)} · {ratio(row.s, row.n)}
        </span>
      </p>
      <Interval
        row={row}
        go={go?.threshold ?? null}
        noGo={noGo?.threshold ?? null}
        better={acceptance ? 'high' : 'low'}
      />
      {go !== undefined && (
        <Progress label="To GO" tone="go" share={shareOf(go.log_e, limits.go)} text={goText(go)} />
      )}
      {noGo !== undefined && (
        <Progress
          label="To NO_GO"
          tone="no-go"
          share={noGo.verdict === 'NO_GO' ? 1 : shareOf(noGo.log_e, limits.no_go)}
          text={noGoText(noGo, limits.no_go)}
        />
      )}
    </li>
  )
}

function shareOf(logE: number | null, limit: number): number {
  return logE === null ? 0 : Math.max(0, logE / limit)
}

function goText(row: GateRow): string {
  if (row.verdict === 'GO') return 'proved'
  if (row.log_e === null) return 'cannot be computed yet'
  const { needs } = row
  if (needs === null || needs.sampled === null) return 'never at the present rate'
  const when = needs.days === null ? '' : `, ${daysLong(needs.days)}`
  return `about ${count(needs.sampled)} more decisions${when}`
}

function noGoText(row: GateRow, limit: number): string {
  if (row.verdict === 'NO_GO') return 'fired: the stage is stopped'
  if (row.log_e === null) return 'cannot be computed yet'
  const share = shareOf(row.log_e, limit)
  return share === 0
    ? 'no evidence against it'
    : `${Math.round(share * 100)} % of the evidence it takes`
}

type IntervalProps = {
  readonly row: GateRow
  readonly go: number | null
  readonly noGo: number | null
  readonly better: 'low' | 'high'
}

/** The rates that are not ruled out, on an axis from 0, beside the thresholds. */
function Interval({ row, go, noGo, better }: IntervalProps): ReactElement {
  const { lower, upper, estimate } = row
  const lines = [go, noGo].filter((line) => line !== null)
  const top = better === 'high' ? 1 : axisTop(Math.max(...lines, 0.01) * 2.5, upper)
  const at = (rate: number): string => `${Math.min(1, rate / top) * 100}%`
  const said = `Between ${percent(lower)} and ${percent(upper)}`
  return (
    <div className="interval">
      <div
        className="interval-axis"
        role="img"
        aria-label={`${said}; axis from 0 to ${percent(top)}`}
        title={said}
      >
        <div
          className={upper > top ? 'interval-band interval-cut' : 'interval-band'}
          style={{ left: at(lower), right: `calc(100% - ${at(upper)})` }}
        />
        {estimate !== null && <div className="interval-dot" style={{ left: at(estimate) }} />}
        {go !== null && <div className="interval-line interval-go" style={{ left: at(go) }} />}
        {noGo !== null && (
          <div className="interval-line interval-no-go" style={{ left: at(noGo) }} />
        )}
      </div>
      <p className="interval-labels small" aria-hidden="true">
        <span>0</span>
        <span className="interval-key">
          {go !== null && (
            <span className="key-go">
              ▲ GO {better === 'low' ? 'below' : 'above'} {percent(go)}
            </span>
          )}
          {noGo !== null && (
            <span className="key-no-go">
              ■ NO_GO {better === 'low' ? 'above' : 'below'} {percent(noGo)}
            </span>
          )}
        </span>
        <span>{percent(top)}</span>
      </p>
    </div>
  )
}

const tops = [0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 1]

/** Far enough for the thresholds; as far as the band only once it is near them. */
function axisTop(least: number, upper: number): number {
  const wanted = upper <= least * 2 ? Math.max(least, upper) : least
  return tops.find((top) => top >= wanted) ?? 1
}
