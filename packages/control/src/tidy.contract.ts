import { bucketMs, counterIndex, defaultPlan, emptyVector } from '@partial-trust/core'
import type { Cell, Metrics } from '@partial-trust/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyChange } from './apply-change.js'
import { chainStart } from './audit-entry.js'
import { foldBuckets, isFolded } from './cell-codec.js'
import { controlPlan } from './control-plan.js'
import { untouched } from './control-state.js'
import { evidenceHorizon } from './evidence-horizon.js'
import type { EvidenceStore, Horizon } from './evidence-store.js'
import { FleetCounts } from './fleet-counts.js'
import { judgeRollout } from './judge-rollout.js'

const intent = 'decide_refund'
const dayMs = 86_400_000
const nowMs = 1_800_000_000_000
const enteredAt = nowMs - 6 * 3_600_000

/** A corridor that entered its second stage hours ago. */
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
const horizon: Horizon = {
  ...evidenceHorizon([state], () => defaultPlan, nowMs),
  cellsBefore: new Date(0).toISOString(),
}

/** Decisions of one process in one bucket: so many asked, so many of them failed. */
type Given = {
  readonly instance: string
  readonly ago: number
  readonly stage: string
  readonly asked: number
  readonly failed: number
}

function cellOf({ instance, ago, stage, asked, failed }: Given): Cell {
  const vector = emptyVector()
  for (const name of ['eligible', 'sampled', 'started', 'attempts', 'judged'] as const) {
    vector[counterIndex[name]] = asked
  }
  vector[counterIndex.errors] = Math.min(asked, failed)
  vector[counterIndex.accepted] = asked - Math.min(asked, failed)
  const bucket = Math.floor((enteredAt + ago) / bucketMs)
  const key = {
    instance,
    bucket,
    corridor: intent,
    epoch: 'e1',
    stage,
    mode: 'live',
    model: null,
  } as const
  return { key: { ...key, sampleRate: stage === 'canary' ? 0.01 : 0.05 }, vector }
}

const given = fc.record({
  instance: fc.constantFrom('one', 'two'),
  ago: fc.nat(6 * 3_600_000),
  stage: fc.constantFrom('canary', 'expanded'),
  asked: fc.integer({ min: 1, max: 40 }),
  failed: fc.nat(3),
})

async function tidyAll(evidence: EvidenceStore, to: Horizon = horizon): Promise<void> {
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

function told(metrics: Metrics): readonly string[] {
  return [...metrics.cells.values()]
    .map(({ key, vector }) => JSON.stringify([key, ...vector]))
    .toSorted()
}

function attemptsIn(cells: Iterable<Cell>): number {
  let sum = 0
  for (const { vector } of cells) sum += vector[counterIndex.attempts] ?? 0
  return sum
}

/** What a store may forget, and that nobody can tell by a verdict that it did. */
export function tidyContract(name: string, open: () => Promise<EvidenceStore>): void {
  describe(`${name}, tidied`, () => {
    it('leaves every count and the verdict the same to the digit, for old and new readers', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(given, { minLength: 5, maxLength: 60 }),
          given,
          async (list, late) => {
            const evidence = await open()
            const running = new FleetCounts(evidence, () => nowMs)
            const judged = (counts: FleetCounts) =>
              JSON.stringify(judgeRollout(state, defaultPlan, counts.of(intent), nowMs)?.verdict)
            const fresh = async () => {
              const counts = new FleetCounts(evidence, () => nowMs)
              await counts.refresh()
              return counts
            }
            await evidence.save(list.map(cellOf))
            await running.refresh()
            const before = await fresh()
            await tidyAll(evidence)
            await running.refresh()
            const after = await fresh()
            expect(told(after.of(intent))).toEqual(told(before.of(intent)))
            expect(told(running.of(intent))).toEqual(told(before.of(intent)))
            expect(judged(after)).toBe(judged(before))
            expect(judged(running)).toBe(judged(before))
            // What comes late, twice, into what was put together already counts once.
            const cell = cellOf({ ...late, instance: 'late' })
            await evidence.save([cell])
            await evidence.save([cell])
            await tidyAll(evidence)
            await evidence.save([cell])
            await tidyAll(evidence)
            await running.refresh()
            expect(told(running.of(intent))).toEqual(told((await fresh()).of(intent)))
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

    it('keeps what a stage needs, lets go of the rest, and stays as small over the days', async () => {
      const evidence = await open()
      const hours = (count: number, of: number) =>
        count * 3_600_000 + of * bucketMs - (nowMs - enteredAt)
      const list: Given[] = []
      for (const stage of ['canary', 'target']) {
        for (let of = 0; of < 2 * foldBuckets; of += 1) {
          list.push({ instance: 'one', ago: hours(-40 * 24, of), stage, asked: 1, failed: 0 })
        }
      }
      await evidence.save(list.map(cellOf))
      await tidyAll(evidence)
      const left = await allCells(evidence)
      // The stage before is the present one's reference: kept, in two windows or three. The other is gone.
      expect(left.length).toBeLessThanOrEqual(3)
      expect(left.every(({ key }) => key.stage === 'canary' && isFolded(key))).toBe(true)
      expect(attemptsIn(left)).toBe(2 * foldBuckets)
      // Without a plan that reads, nothing of the corridor goes.
      const unread = evidenceHorizon([state], () => null, nowMs + 90 * dayMs)
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
