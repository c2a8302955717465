import { MetricsCounter, readMetrics } from '@partial-trust/core'
import type { CellKey } from '@partial-trust/core'
import { afterEach, describe, expect, it } from 'vitest'
import type { EvidenceStore, ProcessReport } from './evidence-store.js'

export type EvidencePair = {
  readonly here: EvidenceStore
  readonly there: EvidenceStore
  /** Lets so many ms pass on the store's clock. */
  readonly pass: (ms: number) => Promise<void>
  readonly cleanUp?: () => Promise<void>
}

const dayMs = 86_400_000

const key: CellKey = {
  instance: 'one',
  bucket: 1000,
  corridor: 'decide_refund',
  epoch: 'e1',
  stage: 'canary',
  sampleRate: 0.01,
  mode: 'live',
  model: null,
}

/** A process that has asked for `starts` candidates and heard of none yet. */
function counted(instance: string, starts: number, bucket = 1000): MetricsCounter {
  const counter = new MetricsCounter()
  for (let i = 0; i < starts; i += 1) counter.start({ ...key, instance, bucket })
  return counter
}

const report: ProcessReport = {
  instance: 'one',
  host: 'host-of-the-contract',
  pid: 1,
  started_at: '2026-01-01T00:00:00.000Z',
  seen_at: new Date().toISOString(),
  lease_ms: 5000,
  lease_age_ms: 12,
  corridors: [{ intent: 'decide_refund', epoch: 'e1', rate: 0.01, set_by: 'stage canary' }],
  dropped_records: 0,
  dropped_cells: 0,
}

export function evidenceStoreContract(name: string, open: () => Promise<EvidencePair>): void {
  describe(`${name} as an evidence store`, () => {
    const opened: EvidencePair[] = []
    async function pair(): Promise<EvidencePair> {
      const stores = await open()
      opened.push(stores)
      return stores
    }
    afterEach(async () => {
      for (const stores of opened.splice(0)) {
        await stores.here.close()
        await stores.there.close()
        await stores.cleanUp?.()
      }
    })

    it('adds up what different processes counted', async () => {
      const { here, there } = await pair()
      await here.save(counted('one', 3).cells.values())
      await there.save(counted('two', 4).cells.values())
      const { metrics } = await here.evidence()
      expect(readMetrics(metrics).started).toBe(7)
      expect([...metrics.cells.values()].map((cell) => cell.key)).toEqual([
        { ...key, instance: '' },
      ])
    })

    it('counts a batch once, however often and in whatever order it comes', async () => {
      const { here, there } = await pair()
      await here.save(counted('one', 3).cells.values())
      await there.save(counted('one', 5).cells.values())
      await here.save(counted('one', 3).cells.values())
      await here.save(counted('one', 5).cells.values())
      expect(readMetrics((await here.evidence()).metrics).started).toBe(5)
    })

    it('gives only what grew since the last look', async () => {
      const { here, there } = await pair()
      await here.save(counted('one', 3).cells.values())
      const first = await there.evidence()
      expect((await there.evidence(first.upTo)).metrics.cells.size).toBe(0)
      await here.save(counted('one', 3).cells.values())
      expect((await there.evidence(first.upTo)).metrics.cells.size).toBe(0)
      await here.save(counted('two', 1, 1001).cells.values())
      const next = await there.evidence(first.upTo)
      expect(readMetrics(next.metrics).started).toBe(1)
      expect(next.upTo).toBeGreaterThan(first.upTo)
    })

    it('loses no count when many save at once', async () => {
      const { here, there } = await pair()
      await Promise.all(
        Array.from({ length: 12 }, (_, index) =>
          (index % 2 === 0 ? here : there).save(
            counted(`process-${index}`, index + 1).cells.values(),
          ),
        ),
      )
      expect(readMetrics((await here.evidence()).metrics).started).toBe(78)
    })

    it('counts the first word on a decision, and a later one that it was undone after all', async () => {
      const { here, there } = await pair()
      const word = {
        key: { ...key, instance: '' },
        id: 'a'.repeat(64),
        arm: 'candidate',
      } as const
      expect(await here.outcome({ ...word, kind: 'confirmed' })).toBe(true)
      expect(await there.outcome({ ...word, kind: 'confirmed' })).toBe(false)
      expect(await there.outcome({ ...word, kind: 'undone' })).toBe(true)
      expect(await here.outcome({ ...word, kind: 'confirmed' })).toBe(false)
      expect(await here.outcome({ ...word, kind: 'incident' })).toBe(false)
      const other = { ...word, id: 'b'.repeat(64), arm: 'baseline' } as const
      expect(await here.outcome({ ...other, kind: 'undone' })).toBe(true)
      expect(readMetrics((await there.evidence()).metrics)).toMatchObject({
        candidateOutcomes: 1,
        candidateUndone: 1,
        baselineOutcomes: 1,
        baselineUndone: 1,
      })
    })

    it('lets a label replace what was said of a decision, back and forth, but not an incident', async () => {
      const { here, there } = await pair()
      const word = { key: { ...key, instance: '' }, id: 'c'.repeat(64), arm: 'candidate' } as const
      expect(await here.outcome({ ...word, kind: 'wrong' })).toBe(true)
      expect(await there.outcome({ ...word, kind: 'wrong' })).toBe(false)
      expect(await there.outcome({ ...word, kind: 'right' })).toBe(true)
      const read = async () => {
        const {
          candidateOutcomes: n,
          candidateUndone,
          candidateTakenBack,
        } = readMetrics((await here.evidence()).metrics)
        return [n, candidateUndone - candidateTakenBack]
      }
      expect(await read()).toEqual([1, 0])
      expect(await here.outcome({ ...word, kind: 'wrong' })).toBe(true)
      expect(await read()).toEqual([1, 1])
      const harm = { ...word, id: 'd'.repeat(64) } as const
      expect(await here.outcome({ ...harm, kind: 'incident' })).toBe(true)
      expect(await here.outcome({ ...harm, kind: 'right' })).toBe(false)
    })

    it('shows each process by its last report', async () => {
      const { here, there } = await pair()
      await here.report(report)
      await here.report({ ...report, dropped_records: 2 })
      await there.report({ ...report, instance: 'two', pid: 2 })
      const seen = (await here.processes()).filter(({ host }) => host === report.host)
      expect(seen.find(({ instance }) => instance === 'one')).toEqual({
        ...report,
        dropped_records: 2,
        heard_ms: expect.any(Number),
      })
      expect(seen.length).toBe(2)
    })

    it('tells how long ago it heard of a process by its own clock, whatever the process’s says', async () => {
      const { here, there } = await pair()
      const lies = { seen_at: '2026-01-01T00:00:00.000Z', heard_ms: 86_400_000 }
      await here.report({ ...report, ...lies })
      await here.report({ ...report, instance: 'ahead', seen_at: '2199-01-01T00:00:00.000Z' })
      const seen = (await there.processes()).filter(({ host }) => host === report.host)
      expect(seen.map(({ instance }) => instance).toSorted()).toEqual(['ahead', 'one'])
      for (const { heard_ms: heardMs } of seen) expect(Math.abs(heardMs ?? NaN)).toBeLessThan(dayMs)
    })

    it('tells what the latest trial of the kill showed, whoever made it, in a few bytes', async () => {
      const { here, there } = await pair()
      const doubted = { instance: 'deaf', host: report.host, pid: 3 }
      const proof = { at: '2198-01-01T00:00:00.000Z', proved: ['one'], unproved: [], slowest_ms: 5 }
      const later = { ...proof, at: '2199-01-01T00:00:00.000Z', unproved: [doubted] }
      await here.report({ ...report, stop_proof: later })
      await there.report({ ...report, instance: 'led before', stop_proof: proof })
      await there.report({ ...report, instance: 'never led' })
      const figures = { at: later.at, unproved: 1 }
      expect(await here.stopProof()).toEqual(figures)
      expect(await there.stopProof()).toEqual(figures)
    })

    it('forgets a process that was not heard of for a day', async () => {
      const { here, pass } = await pair()
      await here.report(report)
      await pass(dayMs + 1000)
      const seen = (await here.processes()).filter(({ host }) => host === report.host)
      expect(seen).toEqual([])
    })
  })
}
