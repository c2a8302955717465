import {
  fewestCleanDecisions,
  gateKey,
  gateRate,
  isRateMetric,
  metricTitle,
} from '@partial-trust/core'
import type { Plan, PlanStage, RateMetric, StageSummary } from '@partial-trust/core'
import { useState } from 'react'
import type { ReactElement } from 'react'
import { count, percent, plural } from '../format/numbers.js'
import { daysLong } from '../format/time.js'
import { Card } from '../ui/card.js'
import { InlineCode } from '../ui/inline-code.js'
import { Failure } from '../ui/notices.js'
import type { Forecast } from './forecast.js'
import { Slider } from './slider.js'
import { useForecast } from './use-forecast.js'

const runs = 200

/** Shown with `Try again`, which loads the page anew: the part may have another name by now. */
const notArrived = new Error('Its simulation did not arrive; partial-trust simulate plays the same')

/** Suppose traffic and failure rates, and see what the plan's gates would make of them. */
export function WhatIf({ plan }: { readonly plan: Plan }): ReactElement {
  const metrics = gatedMetrics(plan)
  const [traffic, setTraffic] = useState(Math.log10(plan.expect.decisions_per_day ?? 20_000))
  const [metric, setMetric] = useState<RateMetric>(metrics[0] ?? 'attempt_error')
  const [rate, setRate] = useState(plan.expect.event_rate)
  const [others, setOthers] = useState(plan.expect.event_rate)
  const decisionsPerDay = Math.round(10 ** traffic)
  const answer = useForecast({ plan, decisionsPerDay, metric, rate, others }, runs)
  const summary = answer === 'failed' ? null : (answer?.summary ?? null)
  return (
    <Card
      title="What if"
      note={
        <InlineCode
          text={`${runs} simulated rollouts under the plan's own gates, as \`partial-trust simulate\` plays them, worked out in this browser.`}
        />
      }
    >
      <div className="suppose">
        <Slider
          label="Decisions a day in the corridor"
          value={traffic}
          min={1}
          max={6.5}
          step={0.05}
          text={count(decisionsPerDay)}
          onChange={setTraffic}
        />
        <div className="slider">
          <label className="field-inline">
            <span>Metric</span>
            <select
              value={metric}
              onChange={({ target }) =>
                setMetric(metrics.find((one) => one === target.value) ?? metric)
              }
            >
              {metrics.map((one) => (
                <option key={one} value={one}>
                  {metricTitle(one)}
                </option>
              ))}
            </select>
          </label>
          <RateSlider label="Its true rate" rate={rate} onChange={setRate} />
        </div>
        <RateSlider label="True rate of the other metrics" rate={others} onChange={setOthers} />
      </div>
      {answer === 'failed' ? (
        <Failure error={notArrived} retry={() => location.reload()} />
      ) : (
        <p className="small">
          {said(answer)}
          {/* Told once it is whole, and not at every twenty rollouts. */}
          <span className="hidden-visually" role="status">
            {isWhole(answer) ? 'Worked out.' : ''}
          </span>
        </p>
      )}
      <ol className="forecasts">
        {plan.stages.map((stage) => (
          <StageForecast
            key={stage.name}
            plan={plan}
            stage={stage}
            summary={summary?.stages.find((one) => one.stage === stage.name) ?? null}
          />
        ))}
      </ol>
    </Card>
  )
}

function isWhole(forecast: Forecast | null): boolean {
  return forecast !== null && forecast.summary.runs >= forecast.of
}

/** What the rollouts played so far came to. */
function said(forecast: Forecast | null): string {
  if (forecast === null) return 'Working it out…'
  const { of, summary } = forecast
  return `${summary.runs} of ${of} rollouts: ${percent(rounded(summary.completed))} completed, ${percent(rounded(summary.stopped))} stopped, ${percent(rounded(summary.undecided))} undecided when the plan calls for a person; about ${count(summary.harmed?.mean ?? 0)} bad candidates in live stages.`
}

function RateSlider({
  label,
  rate,
  onChange,
}: {
  readonly label: string
  readonly rate: number
  readonly onChange: (rate: number) => void
}): ReactElement {
  return (
    <Slider
      label={label}
      value={rate}
      min={0}
      max={0.5}
      step={0.001}
      text={percent(Number(rate.toFixed(3)))}
      onChange={onChange}
    />
  )
}

type StageForecastProps = {
  readonly plan: Plan
  readonly stage: PlanStage
  readonly summary: StageSummary | null
}

function StageForecast({ plan, stage, summary }: StageForecastProps): ReactElement {
  return (
    <li className="forecast">
      <p className="progress-text">
        <strong>
          <bdi>{stage.name}</bdi>
        </strong>
        <span className="small">{fewest(plan, stage)}</span>
      </p>
      <div className="forecast-bar" aria-hidden="true">
        {summary !== null && (
          <>
            <div className="forecast-go" style={{ width: `${summary.go * 100}%` }} />
            <div className="forecast-wait" style={{ width: `${summary.undecided * 100}%` }} />
            <div className="forecast-no-go" style={{ width: `${summary.no_go * 100}%` }} />
          </>
        )}
      </div>
      {summary !== null && (
        <p className="forecast-text">
          <span className="small">{percent(rounded(summary.reached))} get here; of those:</span>
          <span className="key-go">▲ GO {percent(rounded(summary.go))}</span>
          <span className="key-quiet">◌ undecided {percent(rounded(summary.undecided))}</span>
          <span className="key-no-go">■ NO_GO {percent(rounded(summary.no_go))}</span>
          {summary.days !== null && (
            <span className="small">half of them within {daysLong(summary.days.p50)}</span>
          )}
        </p>
      )}
    </li>
  )
}

function rounded(share: number): number {
  return Math.round(share * 100) / 100
}

function gatedMetrics(plan: Plan): readonly RateMetric[] {
  const names = plan.stages.flatMap(({ go, no_go: noGo }) => [...go, ...noGo].map(gateKey))
  return [...new Set(names)].filter(isRateMetric)
}

/** What no rollout can go below, however good the candidate. */
function fewest(plan: Plan, stage: PlanStage): string {
  const clean = stage.go.map((gate) => {
    const threshold = gateRate(gate)
    return threshold === null ? 0 : (fewestCleanDecisions(threshold, plan.alpha.go) ?? Infinity)
  })
  return `GO needs ${plural(Math.max(stage.min_sampled, ...clean), 'sampled decision')} or more`
}
