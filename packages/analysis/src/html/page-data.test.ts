import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultPlan, metricNames, type MetricName } from '@partial-trust/core'
import { gateTally } from '../verdict/index.js'
import { buildReport } from '../log/build-report.js'
import { foldLine } from '../log/fold-line.js'
import { LogTally } from '../log/log-tally.js'
import { allTime } from '../log/time-window.js'
import { gatesOf, pictures, type PageQuestion } from './page-data.js'

const startMs = Date.UTC(2026, 2, 1)
const nowMs = startMs + 20 * 86_400_000

type Shape = {
  readonly corridor: string
  readonly epoch: string
  readonly stage: string
  readonly ending: 'accepted' | 'timeout' | 'corridor_mismatch' | 'low_confidence'
  readonly day: number
}

function record({ corridor, epoch, stage, ending, day }: Shape, i: number): object {
  const late = ending === 'timeout'
  return {
    timestamp: new Date(startMs + day * 86_400_000).toISOString(),
    trace_id: `t${i}`,
    corridor_intent: corridor,
    sampled: true,
    status: ending === 'accepted' ? 'accepted_llm' : 'fallback_deterministic',
    reason_code: ending,
    latency_ms: late ? 200 : 80,
    diff_summary: late
      ? null
      : { intent_mismatch: ending === 'corridor_mismatch', entity_key_mismatch: i % 3 === 0 },
    epoch,
    stage,
    deadline_ms: 200,
  }
}

function questionOf(
  shapes: readonly Shape[],
  stage: string,
  corridor: string,
  plan = defaultPlan,
): PageQuestion {
  const tally = new LogTally()
  for (const [i, shape] of shapes.entries()) {
    foldLine(tally, Buffer.from(JSON.stringify(record(shape, i))), allTime)
  }
  const asked = { plan, stage, corridor, nowMs }
  const verdict = gateTally(tally, { ...asked, incidents: 0 })
  const report = buildReport(tally, nowMs)
  const beside = { split: null, tuned: null }
  return { source: 'log', nowMs, report, tally, plan, verdict, corridor, ...beside }
}

const shapes = fc.array(
  fc.record({
    corridor: fc.constantFrom('one', 'two'),
    epoch: fc.constantFrom('old', 'new'),
    stage: fc.constantFrom('canary', 'expanded'),
    ending: fc.constantFrom('accepted', 'timeout', 'corridor_mismatch', 'low_confidence'),
    // Some of the future: no gate counts them.
    day: fc.double({ min: 0, max: 21, noNaN: true }),
  }),
  { minLength: 1, maxLength: 120 },
)

describe('the pictures of a judged stage', () => {
  it('show the very decisions and bounds that the verdict goes by (property)', () => {
    fc.assert(
      fc.property(shapes, fc.constantFrom('canary', 'expanded'), (log, stage) => {
        fc.pre(log.some(({ corridor }) => corridor === 'one'))
        const question = questionOf(log, stage, 'one')
        const { metrics } = pictures(question)
        for (const { gate, row } of gatesOf(question)) {
          if (row.threshold === null) continue // acceptance without a stage before it
          const name: string = gate.metric === 'latency' ? 'deadline_exceeded' : gate.metric
          const picture = metrics.find((one) => one.name === name)
          const last = picture?.points.at(-1)
          if (row.n === 0) expect(last).toBeUndefined()
          else expect(last).toMatchObject({ s: row.s, n: row.n })
          if (row.n === 0) continue
          // In bursts what stops is counted by windows: then the picture must say so.
          if (picture?.remark === null) expect(last?.lower).toBeCloseTo(row.lower, 9)
          if (gate.metric !== 'acceptance') expect(last?.upper).toBeCloseTo(row.upper, 9)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('draw every gate of the stage, that of acceptance included', () => {
    const log = Array.from({ length: 300 }, (_, i) => ({
      corridor: 'one',
      epoch: 'new',
      stage: i < 150 ? 'canary' : 'expanded',
      ending: 'accepted' as const,
      day: i / 30,
    }))
    const lines = (name: MetricName): string[] =>
      pictures(questionOf(log, 'expanded', 'one'))
        .metrics.filter((picture) => picture.name === name)
        .flatMap((picture) => picture.lines.map(({ kind, sign }) => `${kind} ${sign}`))
    const drawn = metricNames.map((name) => [name, lines(name)] as const)
    expect(drawn.filter(([, marks]) => marks.length > 0)).toEqual([
      ['attempt_error', ['go <', 'no_go >']],
      ['intent_mismatch', ['go <', 'no_go >']],
      ['acceptance', ['go >']],
    ])
  })

  it('say when what stops the stage counts time windows, because the plan says that failures come in bursts', () => {
    const log = Array.from({ length: 600 }, (_, i) => ({
      corridor: 'one',
      epoch: 'new',
      stage: 'canary',
      ending: Math.floor(i / 20) % 10 === 0 ? ('timeout' as const) : ('accepted' as const),
      day: Math.floor(i / 20) / 8,
    }))
    const bursts = { ...defaultPlan.bursts, correlation: 0.5 }
    const question = questionOf(log, 'canary', 'one', { ...defaultPlan, bursts })
    const [errors] = pictures(question).metrics
    expect(errors?.remark).toMatch(/counted by time windows, which show at least .* %/u)
  })
})
