import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { ask } from '../api/client.js'
import { useOverview, useView } from '../api/queries.js'
import type { FaultSchedule } from '../api/views.js'
import { CorridorTable } from '../overview/corridor-table.js'
import { useSteer } from '../control/use-steer.js'
import { count, percent } from '../format/numbers.js'
import { Card } from '../ui/card.js'
import { NotYet } from '../ui/not-yet.js'
import { Failure } from '../ui/notices.js'
import { usePageTitle } from '../ui/use-page-title.js'

type Preset = {
  readonly name: string
  readonly what: string
  readonly expect: string
  readonly change: Partial<FaultSchedule>
}

const healthy: FaultSchedule = {
  latency_ms: 60,
  error_rate: 0,
  hang_rate: 0,
  bad_json_rate: 0,
  wrong_rate: 0,
}

const presets: readonly Preset[] = [
  {
    name: 'Errors',
    what: 'Every answer is a 429, a 500, a 503 or a reset connection.',
    expect:
      'The circuit opens after ten failures, and the sentinel closes the stage; every command gets its baseline.',
    change: { error_rate: 1 },
  },
  {
    name: 'Hang',
    what: 'No request is ever answered.',
    expect: 'Each is cut off at the deadline and counted as a timeout; then the stage closes.',
    change: { hang_rate: 1 },
  },
  {
    name: 'Broken JSON',
    what: 'Every second answer cannot be parsed.',
    expect: 'They count as attempt errors; the baseline answers all of them.',
    change: { bad_json_rate: 0.5 },
  },
  {
    name: 'Wrong answers',
    what: 'Every answer is well-formed but wrong: another intent, or an item nobody asked for.',
    expect:
      'Rules refuse the other intent; the item nobody asked for passes them. The gate on disagreement with the baseline says NO_GO and closes the stage.',
    change: { wrong_rate: 1 },
  },
  {
    name: 'Slow',
    what: 'Every answer takes 180 ms more.',
    expect: 'Most miss the deadline of 200 ms.',
    change: { latency_ms: 240 },
  },
]

/** Breaks the simulated model on purpose, so that one can watch the guards answer. */
export default function Demo(): ReactElement {
  usePageTitle('Demo')
  const faults = useView('GET /v1/demo/faults', {})
  const overview = useOverview()
  const queries = useQueryClient()
  const { mayChange } = useSteer()
  const change = useMutation({
    mutationFn: (next: Partial<FaultSchedule>) =>
      ask('POST /v1/demo/faults', { body: { ...healthy, ...next } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['GET /v1/demo/faults'] }),
  })
  /** A button that is at work stays, and keeps the focus. */
  function inject(next: Partial<FaultSchedule>): void {
    if (!change.isPending) change.mutate(next)
  }
  if (faults.data === undefined) {
    return <NotYet title="Demo" query={faults} />
  }
  const { schedule, stats } = faults.data
  const active = presets.find((preset) => isOn(preset, schedule))
  return (
    <>
      <header className="page-head">
        <h1>Demo</h1>
        <p className="page-sub">
          Nothing here is a real model: a simulated LLM answers replayed utterances. Break it and
          watch.
        </p>
      </header>
      <CorridorTable corridors={overview.data?.corridors ?? []} />
      <Card
        title="Break the simulated LLM"
        note={`${count(stats.requests)} requests so far, ${count(stats.answered)} answered. Now: ${say(schedule)}`}
        aside={
          <button
            type="button"
            className="button button-primary"
            disabled={!mayChange}
            aria-disabled={active === undefined || change.isPending}
            onClick={() => inject({})}
          >
            Heal it
          </button>
        }
      >
        {!mayChange && (
          <p className="notice notice-warn">
            You are signed in as viewer: injecting faults needs the operator token.
          </p>
        )}
        {change.error !== null && <Failure error={change.error} />}
        <ul className="presets">
          {presets.map((preset) => (
            <li key={preset.name}>
              <button
                type="button"
                className="preset"
                aria-pressed={active === preset}
                disabled={!mayChange}
                aria-disabled={change.isPending}
                onClick={() => inject(preset.change)}
              >
                <strong>{preset.name}</strong>
                <span>{preset.what}</span>
                <span className="small">{preset.expect}</span>
              </button>
            </li>
          ))}
        </ul>
      </Card>
    </>
  )
}

function isOn({ change }: Preset, schedule: FaultSchedule): boolean {
  const wanted: FaultSchedule = { ...healthy, ...change }
  return (
    wanted.error_rate === schedule.error_rate &&
    wanted.hang_rate === schedule.hang_rate &&
    wanted.bad_json_rate === schedule.bad_json_rate &&
    wanted.wrong_rate === schedule.wrong_rate &&
    wanted.latency_ms === schedule.latency_ms
  )
}

function say({ latency_ms: latency, ...rates }: FaultSchedule): string {
  const parts = [
    rates.error_rate > 0 ? `${percent(rates.error_rate)} errors` : '',
    rates.hang_rate > 0 ? `${percent(rates.hang_rate)} hang` : '',
    rates.bad_json_rate > 0 ? `${percent(rates.bad_json_rate)} broken JSON` : '',
    rates.wrong_rate > 0 ? `${percent(rates.wrong_rate)} wrong` : '',
  ].filter((part) => part !== '')
  return `${parts.length === 0 ? 'no faults' : parts.join(', ')}, at least ${latency} ms an answer.`
}
