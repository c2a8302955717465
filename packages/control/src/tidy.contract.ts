import {
  bucketMs,
  chooseTuning,
  counterIndex,
  defaultPlan,
  emptyVector,
  hourBuckets,
  KnownWindows,
} from '@partial-trust/core'
import type { Cell, Counter, Plan } from '@partial-trust/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyChange } from './apply-change.js'
import { chainStart } from './audit-entry.js'
import { cellWidth } from './cell-codec.js'
import { controlPlan } from './control-plan.js'
import { untouched } from './control-state.js'
import { epochInForce, epochsSeen } from './epoch-in-force.js'
import { evidenceHorizon } from './evidence-horizon.js'
import type { EvidenceStore, Horizon } from './evidence-store.js'
import { FleetCounts } from './fleet-counts.js'
import { judgeRollout } from './judge-rollout.js'
import { rolloutConfidence } from './rollout-confidence.js'

const intent = 'decide_refund'
const hourMs = 3_600_000
const dayMs = 24 * hourMs
const nowMs = 1_800_001_234_567
/** In the middle of a window of any width. */
const enteredAt = nowMs - 80 * hourMs

/** A corridor that entered its second stage days ago. */
function standing() {
  const plan = controlPlan(defaultPlan)
  const at = new Date(enteredAt).toISOString()
  let state = untouched(intent)
  for (const action of [{ kind: 'rollout', plan } as const, { kind: 'promote' } as const]) {
    const request = { intent, action, by: 'ana', reason: 'x', expectedVersion: state.version }
    const applied = applyChange(state, request, plan, chainStart, at)
    if (applied.kind === 'replaced') state = applied.state
  }
  return state
}

const state = standing()

/** When counts were sent is told by the store's own clock, which is another. */
function horizonOf(plan: Plan | null, atMs: number = nowMs): Horizon {
  const horizon = evidenceHorizon([state], () => plan, atMs)
  return { ...horizon, cellsBefore: new Date(0).toISOString() }
}

/** Decisions of one process in one bucket: so many asked, so many of them failed. */
type Given = {
  readonly instance: string
  /** After the second stage was entered. */
  readonly afterMs: number
  readonly stage: string
  readonly epoch: string
  readonly asked: number
  readonly failed: number
  /** Starts whose records stand in a bucket of their own. */
  readonly apart: number
}

function cellOf({ instance, afterMs, stage, epoch, asked, failed, apart }: Given): Cell {
  const vector = emptyVector()
  const add = (name: Counter, by: number): void => {
    vector[counterIndex[name]] = by
  }
  for (const name of ['eligible', 'sampled', 'attempts', 'judged', 'compared', 'tuned'] as const)
    add(name, asked)
  const bad = Math.min(asked, failed)
  add('started', Math.max(0, asked - apart))
  add('errors', bad)
  add('timeouts', bad)
  add('intentMismatch', bad)
  add('tunedWrong', bad)
  add('accepted', asked - bad)
  add('candidateOutcomes', asked)
  add('candidateUndone', bad)
  add('baselineOutcomes', asked)
  vector[vector.length - 5] = asked - bad
  const bucket = Math.floor((enteredAt + afterMs) / bucketMs)
  const key = {
    instance,
    bucket,
    corridor: intent,
    epoch,
    stage,
    mode: 'live',
    model: null,
  } as const
  return { key: { ...key, sampleRate: stage === 'canary' ? 0.01 : 0.05 }, vector }
}

const given = fc.record({
  instance: fc.constant('late'),
  afterMs: fc.oneof(
    fc.integer({ min: -40 * hourMs, max: 80 * hourMs }),
    fc.integer({ min: -900_000, max: 900_000 }),
    fc.integer({ min: 70 * hourMs, max: 80 * hourMs }),
  ),
  stage: fc.constantFrom('canary', 'expanded', 'expanded', 'target'),
  epoch: fc.constantFrom('e1', 'e1', 'e1', 'e2'),
  asked: fc.integer({ min: 1, max: 40 }),
  failed: fc.nat(3),
  apart: fc.nat(2),
})

/** Plans whose windows are minutes, hours, seconds, or fit into nothing. */
const plans = fc.constantFrom(10, 10, 60, 120, 7, 1 / 6).map((window_minutes): Plan => ({
  ...defaultPlan,
  bursts: { ...defaultPlan.bursts, window_minutes },
}))

async function tidyAll(evidence: EvidenceStore, to: Horizon): Promise<void> {
  while (await evidence.tidy(to));
}

async function allCells(evidence: EvidenceStore): Promise<readonly Cell[]> {
  const cells: Cell[] = []
  for (let since = 0, more = true; more;) {
    const page = await evidence.evidence(since)
    cells.push(...page.metrics.cells.values())
    since = page.upTo
    more = page.more
  }
  return cells
}

function attemptsIn(cells: Iterable<Cell>): number {
  let sum = 0
  for (const { vector } of cells) sum += vector[counterIndex.attempts] ?? 0
  return sum
}

/** What a store may forget, and that nobody can tell by a verdict that it did. */
export function tidyContract(name: string, open: () => Promise<EvidenceStore>): void {
  describe(`${name}, tidied`, () => {
    it('leaves every count, verdict, epoch and certificate the same to the digit, for old and new readers', async () => {
      await fc.assert(
        fc.asyncProperty(
          plans,
          fc.array(given, { minLength: 20, maxLength: 120 }),
          given,
          async (plan, drawn, late) => {
            // Each a cell of its own: two that one process counted into could not be told apart.
            const list = drawn.map((one, index) => ({ ...one, instance: `process ${index}` }))
            const evidence = await open()
            const running = new FleetCounts(evidence, () => nowMs)
            const horizon = horizonOf(plan)
            const remembered = new KnownWindows()
            const read = async (counts: FleetCounts, knows?: KnownWindows): Promise<string> => {
              await counts.refresh()
              const of = counts.of(intent)
              const choice = { corridor: intent, epoch: 'e1', kind: null, maxWrong: 0.1 }
              return JSON.stringify([
                judgeRollout(state, plan, of, nowMs, knows)?.verdict,
                epochInForce(epochsSeen(of, state), state, false),
                chooseTuning(rolloutConfidence(state, of, nowMs), choice),
                attemptsIn(of.cells.values()),
              ])
            }
            const fresh = () => read(new FleetCounts(evidence, () => nowMs))
            await evidence.save(list.map(cellOf))
            const before = await read(running, remembered)
            await tidyAll(evidence, horizon)
            expect(await fresh()).toBe(before)
            expect(await read(running, remembered)).toBe(before)
            // What comes late, twice, into what was put together already counts once.
            const cell = cellOf(late)
            await evidence.save([cell])
            await evidence.save([cell])
            const withLate = await read(running, remembered)
            await tidyAll(evidence, horizon)
            await evidence.save([cell])
            await tidyAll(evidence, horizon)
            expect(await read(running, remembered)).toBe(withLate)
            expect(await fresh()).toBe(withLate)
            const known = new Map<string, number>()
            for (const one of [...list.map(cellOf), cell]) {
              const key = JSON.stringify(one.key)
              known.set(key, Math.max(known.get(key) ?? 0, one.vector[counterIndex.attempts] ?? 0))
            }
            const counted = [...known.values()].reduce((sum, value) => sum + value, 0)
            expect(attemptsIn(running.of(intent).cells.values())).toBe(counted)
            await evidence.close()
          },
        ),
        { numRuns: 6 },
      )
    })

    it('puts together what a stage needs no finer than its plan reads it, all else by the hour', async () => {
      const evidence = await open()
      const list: Given[] = []
      const usual = { instance: 'one', epoch: 'e1', asked: 1, failed: 0, apart: 0 }
      for (const stage of ['expanded', 'target']) {
        // Of four hours, days after the stage was entered and days before now.
        for (let of = 0; of < 4 * hourBuckets; of += 10) {
          list.push({ ...usual, stage, afterMs: 20 * hourMs + of * bucketMs })
        }
      }
      const cells = list.map(cellOf).map(({ key, vector }) => {
        vector[counterIndex.tuned] = 0
        return { key, vector }
      })
      await evidence.save(cells)
      await tidyAll(evidence, horizonOf(defaultPlan))
      const widths = (stage: string) =>
        allCells(evidence).then((left) => [
          ...new Set(
            left.filter(({ key }) => key.stage === stage).map(({ key }) => cellWidth(key)),
          ),
        ])
      expect(await widths('expanded')).toEqual([60])
      expect(await widths('target')).toEqual([360])
      const left = await allCells(evidence)
      expect(left.length).toBeLessThanOrEqual(4 * 6 + 1 + 4 + 1)
      expect(attemptsIn(left)).toBe(list.length)
      await evidence.close()
    })

    it('knows what was said of decisions for as long as their stage lasts, and no longer than counts are kept', async () => {
      const evidence = await open()
      const { key } = cellOf({
        instance: '',
        epoch: 'e1',
        stage: 'expanded',
        afterMs: 0,
        asked: 1,
        failed: 0,
        apart: 0,
      })
      const say = (corridor: string, id: string): Promise<boolean> =>
        evidence.outcome({
          key: { ...key, corridor },
          id: id.repeat(64),
          arm: 'baseline',
          kind: 'confirmed',
        })
      const all = [
        ['now', 'a'],
        ['before', 'a'],
        ['before', 'b'],
        ['none', 'a'],
      ] as const
      const told = async () => {
        const again: boolean[] = []
        for (const [corridor, id] of all) again.push(await say(corridor, id))
        return again
      }
      expect(await told()).toEqual([true, true, true, true])
      const horizon = horizonOf(defaultPlan)
      await tidyAll(evidence, { ...horizon, pruneBefore: 0 })
      expect(await told()).toEqual([false, false, false, false])
      const [past, future] = [new Date(0).toISOString(), '9999-01-01T00:00:00.000Z']
      await tidyAll(evidence, {
        ...horizon,
        pruneBefore: Date.parse(future) / bucketMs,
        outcomesSince: new Map([
          ['now', past],
          ['before', future],
        ]),
      })
      expect((await evidence.outcomes('before')).size).toBe(0)
      expect(await told()).toEqual([false, true, true, true])
      await evidence.close()
    })

    it('keeps what a stage needs, lets go of the rest, and stays as small over the days', async () => {
      const evidence = await open()
      const long = -40 * dayMs
      const usual = { instance: 'one', epoch: 'e1', asked: 1, failed: 0, apart: 0 }
      const list: Given[] = []
      for (const stage of ['canary', 'target']) {
        for (let of = 0; of < hourBuckets; of += 1)
          list.push({ ...usual, stage, afterMs: long + of * bucketMs })
      }
      await evidence.save(list.map(cellOf))
      await tidyAll(evidence, horizonOf(defaultPlan))
      const left = await allCells(evidence)
      // The stage before is the present one's reference: kept, in windows of ten minutes. The other is gone.
      expect(left.length).toBeLessThanOrEqual(7)
      expect(left.every(({ key }) => key.stage === 'canary' && cellWidth(key) > 1)).toBe(true)
      expect(attemptsIn(left)).toBe(hourBuckets)
      // Without a plan that reads, nothing of the corridor goes.
      const unread = horizonOf(null, nowMs + 90 * dayMs)
      expect(unread.keep).toEqual([`${intent}/*`])
      await tidyAll(evidence, unread)
      expect((await allCells(evidence)).length).toBe(left.length)
      const without = evidenceHorizon([], () => null, nowMs + 90 * dayMs)
      await tidyAll(evidence, without)
      expect(await allCells(evidence)).toEqual([])
      await evidence.close()
    })
  })
}
