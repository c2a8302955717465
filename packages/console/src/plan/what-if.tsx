import { fewestCleanDecisions, gateRate, goAlpha } from '@partial-trust/core'
import type { Plan, PlanStage } from '@partial-trust/core'
import { useDeferredValue, useEffect, useId, useState } from 'react'
import type { ReactElement } from 'react'
import { count, percent } from '../format/numbers.js'
import { daysLong } from '../format/time.js'
import { Card } from '../ui/card.js'
import { simulateStage } from './simulate-stage.js'
import type { StageForecast, Supposition } from './simulate-stage.js'

/** Suppose traffic and failure rates, and see what the plan's gates would make of them. */
export function WhatIf({ plan }: { readonly plan: Plan }): ReactElement {
  const [traffic, setTraffic] = useState(Math.log10(plan.expect.decisions_per_day ?? 20_000))
  const [attemptError, setAttemptError] = useState(plan.expect.event_rate)
  const [intentMismatch, setIntentMismatch] = useState(plan.expect.event_rate)
  const decisionsPerDay = Math.round(10 ** traffic)
  const supposed = useDeferredValue(
    JSON.stringify({ decisionsPerDay, attemptError, intentMismatch } satisfies Supposition),
  )
  return (
    <Card
      title="What if"
      note="240 simulated rollouts of each stage with the plan's own gates, worked out in this browser. Acceptance and latency gates count as passed."
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
        <Slider
          label="True attempt error"
          value={attemptError}
          min={0}
          max={0.3}
          step={0.001}
          text={percent(Number(attemptError.toFixed(3)))}
          onChange={setAttemptError}
        />
        <Slider
          label="True intent mismatch"
          value={intentMismatch}
          min={0}
          max={0.3}
          step={0.001}
          text={percent(Number(intentMismatch.toFixed(3)))}
          onChange={setIntentMismatch}
        />
      </div>
      <ol className="forecasts">
        {plan.stages.map((stage) => (
          <Forecast key={stage.name} plan={plan} stage={stage} supposed={supposed} />
        ))}
      </ol>
    </Card>
  )
}

type SliderProps = {
  readonly label: string
  readonly value: number
  readonly min: number
  readonly max: number
  readonly step: number
  readonly text: string
  readonly onChange: (value: number) => void
}

function Slider({ label, value, min, max, step, text, onChange }: SliderProps): ReactElement {
  const id = useId()
  return (
    <div className="slider">
      <p className="progress-text">
        <label htmlFor={id}>{label}</label>
        <output htmlFor={id} className="num">
          <strong>{text}</strong>
        </output>
      </p>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        aria-valuetext={text}
        onChange={({ target }) => onChange(Number(target.value))}
      />
    </div>
  )
}

type ForecastProps = {
  readonly plan: Plan
  readonly stage: PlanStage
  /** A {@link Supposition} as JSON, so that equal ones are one. */
  readonly supposed: string
}

function Forecast({ plan, stage, supposed }: ForecastProps): ReactElement {
  const [forecast, setForecast] = useState<StageForecast | null>(null)
  useEffect(() => {
    const stop = new AbortController()
    const supposition: Supposition = JSON.parse(supposed)
    void simulateStage(plan, stage, supposition, stop.signal).then((made) => {
      if (made !== null && !stop.signal.aborted) setForecast(made)
    })
    return () => stop.abort()
  }, [plan, stage, supposed])
  return (
    <li className="forecast">
      <p className="progress-text">
        <strong>
          <bdi>{stage.name}</bdi>
        </strong>
        <span className="small">{fewest(plan, stage)}</span>
      </p>
      {forecast === null ? (
        <div className="forecast-bar" />
      ) : (
        <>
          <div className="forecast-bar" aria-hidden="true">
            <div
              className="forecast-go"
              style={{ width: `${(forecast.go / forecast.runs) * 100}%` }}
            />
            <div
              className="forecast-wait"
              style={{ width: `${(forecast.waiting / forecast.runs) * 100}%` }}
            />
            <div
              className="forecast-no-go"
              style={{ width: `${(forecast.noGo / forecast.runs) * 100}%` }}
            />
          </div>
          <p className="forecast-text">
            <span className="key-go">
              ▲ GO {share(forecast.go, forecast)}
              {after(forecast.daysToGo)}
            </span>
            <span className="key-quiet">◌ undecided {share(forecast.waiting, forecast)}</span>
            <span className="key-no-go">
              ■ NO_GO {share(forecast.noGo, forecast)}
              {after(forecast.daysToNoGo)}
            </span>
            <span className="small">
              about {count(Math.round(forecast.bad))} bad candidates on the way
            </span>
          </p>
        </>
      )}
    </li>
  )
}

function share(runs: number, { runs: all }: StageForecast): string {
  return percent(Math.round((runs / all) * 100) / 100)
}

function after(days: number | null): string {
  return days === null ? '' : ` (half within ${daysLong(days)})`
}

/** What no rollout can go below, however good the candidate. */
function fewest(plan: Plan, stage: PlanStage): string {
  const clean = stage.go.map((gate) => {
    const threshold = gateRate(gate)
    return threshold === null ? 0 : (fewestCleanDecisions(threshold, goAlpha(plan)) ?? Infinity)
  })
  return `fewest decisions for GO: ${count(Math.max(stage.min_sampled, ...clean))}`
}
