import { gateName, gateRate, metricTitle, rollbackTotal } from '@partial-trust/core'
import type { GoGate, NoGoGate, Plan } from '@partial-trust/core'
import type { ReactElement } from 'react'
import { count, percent } from '../format/numbers.js'
import { daysLong } from '../format/time.js'

/** The stages side by side: what GO needs, what stops. */
export function StageTable({ plan }: { readonly plan: Plan }): ReactElement {
  return (
    <>
      <ol className="stages">
        {plan.stages.map((stage) => (
          <li key={stage.name} className="stage">
            <p className="stage-head">
              <strong>
                <bdi>{stage.name}</bdi>
              </strong>
              <span className="figure">{percent(stage.rate)}</span>
            </p>
            <p className="small">
              {stage.mode === 'shadow' ? 'shadow: asked and compared, never used · ' : ''}at least{' '}
              {daysLong(stage.min_days)} and {count(stage.min_sampled)} sampled · a person decides
              after {daysLong(stage.max_days)}
            </p>
            <h3 className="key-go">▲ GO needs all</h3>
            <ul className="gates">
              {stage.go.map((gate) => (
                <li key={gateName(gate)}>{gateText(gate, true)}</li>
              ))}
            </ul>
            <h3 className="key-no-go">■ NO_GO on any</h3>
            <ul className="gates">
              {stage.no_go.map((gate) => (
                <li key={gateName(gate)}>{gateText(gate, false)}</li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
      <p className="small chart-foot">
        Chance of ever rolling back a healthy stage: {percent(rollbackTotal(plan))}; of ever
        promoting one that is not good enough: {percent(plan.alpha.go)}. Deadline {plan.deadline_ms}
        {'\u202f'}ms.
      </p>
    </>
  )
}

/** `needed`: of a GO; else of a NO_GO. */
function gateText(gate: GoGate | NoGoGate, needed: boolean): string {
  const name = metricTitle(gateName(gate))
  if (gate.metric === 'incident') return 'a reported incident'
  if (gate.metric === 'undone') {
    return 'ratio' in gate
      ? `undone more than ${gate.ratio}× as often as the baseline`
      : `undone less than ${gate.ratio_below}× as often as the baseline`
  }
  if (gate.metric === 'acceptance') {
    const drop = percent(gate.max_drop)
    return `Acceptance ${needed ? 'no more than' : 'more than'} ${drop} lower than in the stage before`
  }
  if (gate.metric === 'latency') {
    const limit = 'below_ms' in gate ? gate.below_ms : gate.above_ms
    const text = limit === 'deadline' ? 'the deadline' : `${limit} ms`
    return `${name} ${'below_ms' in gate ? 'below' : 'above'} ${text}`
  }
  return `${name} ${'below' in gate ? 'below' : 'above'} ${percent(gateRate(gate) ?? 0)}`
}
