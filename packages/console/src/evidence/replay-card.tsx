import type { ScenarioView } from '@partial-trust/service/api'
import { useState } from 'react'
import type { ReactElement } from 'react'
import type { CorridorSummary } from '../api/views.js'
import { count, milliseconds, ratio } from '../format/numbers.js'
import { readNumbers } from '../format/read-number.js'
import { Card } from '../ui/card.js'
import { NotRead } from '../ui/not-read.js'
import { VerdictBadge } from '../ui/standing-badge.js'
import { StudyFrame } from './study-frame.js'
import { useStudy } from './use-study.js'

/** What the decisions of a stage would have come to under other thresholds and deadlines. */
export function ReplayCard({ corridor }: { readonly corridor: CorridorSummary }): ReactElement {
  const { intent, stages } = corridor
  const [stage, setStage] = useState(corridor.stage ?? stages[0]?.name ?? '')
  const [confidence, setConfidence] = useState('')
  const [deadline, setDeadline] = useState('')
  const confidences = readNumbers(confidence)
  const deadlines = readNumbers(deadline)
  const usable = confidences !== null && deadlines !== null
  const given = {
    path: { intent },
    query: {
      stage,
      confidence: (confidences ?? []).join(','),
      deadline_ms: (deadlines ?? []).join(','),
    },
  }
  const study = useStudy('GET /v1/corridors/{intent}/replay', given)
  const answer = study.found?.answer
  return (
    <Card
      title="Replay"
      note="The candidates in the risk log, judged again under other settings. No model is asked."
    >
      <form
        className="study-form"
        onSubmit={(event) => {
          event.preventDefault()
          study.again(given)
        }}
      >
        <label className="field">
          <span>Stage</span>
          <select value={stage} onChange={({ target }) => setStage(target.value)}>
            {stages.map(({ name }) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          <span>Least confidences</span>
          <input
            value={confidence}
            inputMode="decimal"
            placeholder="0.5, 0.6, 0.7, 0.8, 0.9"
            aria-invalid={confidences === null}
            onChange={({ target }) => setConfidence(target.value)}
          />
          {confidences === null && <NotRead like="0.6, 0.75" />}
        </label>
        <label className="field">
          <span>Deadlines, ms</span>
          <input
            value={deadline}
            inputMode="decimal"
            placeholder="as they were"
            aria-invalid={deadlines === null}
            onChange={({ target }) => setDeadline(target.value)}
          />
          {deadlines === null && <NotRead like="100, 150" />}
        </label>
        <button
          type="submit"
          className="button button-primary"
          disabled={!usable}
          aria-disabled={study.underWay}
        >
          Replay
        </button>
      </form>
      <StudyFrame study={study}>
        {answer !== undefined && (
          <>
            <div className="scroll-x" tabIndex={0} role="region" aria-label="Settings side by side">
              <table className="table">
                <caption>
                  Stage <bdi>{answer.stage}</bdi>
                  {answer.epoch !== null && (
                    <>
                      , epoch <span className="mono">{answer.epoch}</span>
                    </>
                  )}
                </caption>
                <thead>
                  <tr>
                    <th scope="col">Setting</th>
                    {['Candidates', 'Accepted', 'Accepted, differ', 'Failed', 'Not known'].map(
                      (head) => (
                        <th key={head} scope="col" className="right">
                          {head}
                        </th>
                      ),
                    )}
                    <th scope="col">Verdict</th>
                  </tr>
                </thead>
                <tbody>
                  {answer.scenarios.map((scenario) => (
                    <Scenario key={JSON.stringify(scenario.scenario)} scenario={scenario} />
                  ))}
                </tbody>
              </table>
            </div>
            {[...answer.holes, ...remarksOf(answer.scenarios)].map((remark) => (
              <p key={remark} className="small">
                {remark}
              </p>
            ))}
          </>
        )}
      </StudyFrame>
    </Card>
  )
}

function Scenario({ scenario }: { readonly scenario: ScenarioView }): ReactElement {
  const { attempts, metrics, accepted_mismatch: differ, unknown, gate } = scenario
  return (
    <tr>
      <th scope="row">{settingOf(scenario)}</th>
      <td className="right num">{count(attempts)}</td>
      <td className="right num">{rateOf(metrics['acceptance'])}</td>
      <td className="right num">{rateOf(differ)}</td>
      <td className="right num">{rateOf(metrics['attempt_error'])}</td>
      <td className="right num">{unknown === 0 ? '–' : count(unknown)}</td>
      <td>
        <VerdictBadge verdict={gate.verdict} />
      </td>
    </tr>
  )
}

function settingOf({ scenario: { confidence, deadlineMs } }: ScenarioView): string {
  const parts = [
    confidence === null ? [] : [`confidence at least ${confidence}`],
    deadlineMs === null ? [] : [`deadline ${milliseconds(deadlineMs)}`],
  ].flat()
  return parts.length === 0 ? 'as it was' : parts.join(', ')
}

/** A share, and of how many: the columns are shares of different things. */
function rateOf(counted: { readonly s: number; readonly n: number } | undefined): ReactElement {
  if (counted === undefined || counted.n === 0) return <>–</>
  return (
    <>
      {ratio(counted.s, counted.n)} <span className="small">of {count(counted.n)}</span>
    </>
  )
}

function remarksOf(scenarios: readonly ScenarioView[]): readonly string[] {
  return scenarios.flatMap(({ remark }) => (remark === null ? [] : [remark]))
}
