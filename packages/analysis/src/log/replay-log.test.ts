import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { defaultPlan, judgedCells, type StageVerdict } from '@partial-trust/core'
import { gateTally } from '../verdict/index.js'
import { buildReport } from './build-report.js'
import { findLog } from './find-log.js'
import type { LogTally } from './log-tally.js'
import { readAttempts } from './read-attempts.js'
import { Replay, type Replayed, type Scenario } from './replay.js'
import { tallyLog } from './tally-log.js'
import { tallyMetrics } from './tally-metrics.js'

const folder = mkdtempSync(join(tmpdir(), 'pt-replay-'))
afterAll(() => rmSync(folder, { recursive: true }))

const startMs = Date.UTC(2026, 2, 1)
const nowMs = startMs + 40 * 86_400_000

const endings = [
  ['accepted_llm', 'accepted'],
  ['fallback_deterministic', 'timeout'],
  ['fallback_deterministic', 'low_confidence'],
  ['fallback_deterministic', 'corridor_mismatch'],
  ['fallback_deterministic', 'invalid_json'],
  ['shadow', 'accepted'],
  ['error', 'TypeError'],
  ['not_sampled', 'not_sampled'],
  ['skipped', 'circuit_open'],
] as const

type Shape = {
  readonly ending: (typeof endings)[number]
  readonly id: number
  readonly epoch: string | null
  readonly stage: string | null
  readonly latency: number
  readonly confidence: number | null
  readonly day: number
}

function record({ ending, id, epoch, stage, latency, confidence, day }: Shape): object {
  const [status, reason] = ending
  const late = reason === 'timeout'
  const compared = reason === 'accepted' || reason === 'low_confidence'
  return {
    timestamp: new Date(startMs + day * 86_400_000).toISOString(),
    trace_id: `t${id}`,
    corridor_intent: 'c',
    sample_rate: 0.01,
    sampled: status !== 'not_sampled',
    status,
    reason_code: reason,
    latency_ms: late ? 200 + (latency % 5) : latency,
    llm_summary: confidence === null ? null : { confidence },
    diff_summary: compared ? { intent_mismatch: false, entity_key_mismatch: id % 3 === 0 } : null,
    epoch,
    stage,
    deadline_ms: 200,
  }
}

const shapes = fc.array(
  fc.record({
    ending: fc.constantFrom(...endings),
    id: fc.nat(80), // some ids come twice, as after a crash
    epoch: fc.constantFrom('old', 'new', null),
    stage: fc.constantFrom('canary', 'expanded', null),
    latency: fc.integer({ min: 1, max: 199 }),
    confidence: fc.constantFrom(null, 0.2, 0.6, 0.95),
    day: fc.double({ min: 0, max: 41, noNaN: true }),
  }),
  { minLength: 1, maxLength: 80 },
)

type Played = { readonly whole: LogTally; readonly judge: (tally: LogTally) => StageVerdict } & {
  readonly replayed: Replayed
}

async function play(records: readonly object[], scenario: Scenario): Promise<Played> {
  const path = join(folder, 'log.jsonl')
  writeFileSync(path, `${records.map((one) => JSON.stringify(one)).join('\n')}\n`)
  const asked = { plan: defaultPlan, stage: 'canary', corridor: null, nowMs }
  const files = await findLog(path)
  const whole = await tallyLog(files)
  const judge = (tally: LogTally): StageVerdict => gateTally(tally, { ...asked, incidents: 0 })
  const { includes } = judgedCells(tallyMetrics(whole), asked)
  const replay = new Replay(scenario, whole, { includes, judge })
  for await (const attempt of readAttempts(files, [])) replay.add(attempt)
  return { whole, judge, replayed: replay.result({ includes, judge }) }
}

describe('a log played under its own settings', () => {
  it.each([
    ['nothing', { confidence: null, deadlineMs: null }],
    ['its deadline', { confidence: null, deadlineMs: 200 }],
  ])('gives the verdict of the log, %s given (property)', async (_, scenario) => {
    await fc.assert(
      fc.asyncProperty(shapes, async (log) => {
        const { whole, judge, replayed } = await play(log.map(record), scenario)
        expect(replayed.gate).toEqual(judge(whole))
        expect(replayed.unknown).toBe(0)
        const errors = replayed.gate.metrics.find(({ name }) => name === 'attempt_error')
        expect(replayed.metrics.attempt_error).toMatchObject({ s: errors?.s, n: errors?.n })
      }),
      { numRuns: 40 },
    )
  })

  it('gives the figures of the whole log, where that is one stage of one epoch (property)', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, async (log) => {
        const one = log.map((shape) => record({ ...shape, epoch: 'e', stage: 'canary', day: 3 }))
        const { whole, replayed } = await play(one, { confidence: null, deadlineMs: null })
        const { attempts, metrics } = buildReport(whole, nowMs)
        expect(replayed).toMatchObject({ attempts, metrics })
      }),
      { numRuns: 40 },
    )
  })
})

/** Eight days of canary, of which the first `timeouts` timed out. */
function canary(attempts: number, timeouts: number): object[] {
  return Array.from({ length: attempts }, (_, id) =>
    record({
      ending: id < timeouts ? endings[1] : endings[0],
      id,
      epoch: 'e',
      stage: 'canary',
      latency: 80,
      confidence: 0.9,
      day: (8 * ((id * 7) % attempts)) / attempts,
    }),
  )
}

describe('a longer deadline', () => {
  it('leaves a verdict open that hangs on what the log cannot tell', async () => {
    const { whole, judge, replayed } = await play(canary(1000, 300), {
      confidence: null,
      deadlineMs: 400,
    })
    expect(judge(whole).verdict).toBe('NO_GO')
    expect(replayed).toMatchObject({ unknown: 300, gate: { verdict: 'INSUFFICIENT' } })
    expect(replayed.gate.because).toEqual([
      '300 of 1000 attempts timed out under a shorter deadline than 400 ms: this log cannot tell how they would have ended. Had they failed, the verdict would be NO_GO; had they agreed with the baseline, GO; had they differed from it, INSUFFICIENT.',
    ])
  })

  it('keeps a verdict that holds whatever they would have brought', async () => {
    const { replayed } = await play(canary(2000, 2), { confidence: null, deadlineMs: 400 })
    expect(replayed).toMatchObject({ unknown: 2, gate: { verdict: 'GO' } })
    expect(replayed.remark).toContain('The verdict would be GO all the same.')
  })
})
