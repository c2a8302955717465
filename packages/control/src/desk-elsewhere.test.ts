import { mkdtempSync, rmSync } from 'node:fs'
import { enableCompileCache, getCompileCacheDir } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bucketMs, defaultPlan, emptyVector, counterIndex } from '@partial-trust/core'
// The built files: a thread is started from one.
import {
  auditTask,
  controlPlan,
  judgeTask,
  makeSqliteStore,
  openControl,
  StoreUnavailableError,
} from '@partial-trust/control'
import { afterEach, describe, expect, it } from 'vitest'
import { compiledTask, endTask, waitTask } from './desk-tasks.contract.js'

const intent = 'decide'
const cleanUps: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

async function rolledOut() {
  const cwd = mkdtempSync(join(tmpdir(), 'desk-'))
  cleanUps.push(() => rmSync(cwd, { recursive: true, force: true }))
  makeSqliteStore(join(cwd, 'state.db'))
  const address = { kind: 'sqlite', path: 'state.db' } as const
  const control = openControl(address, { cwd, now: Date.now, apart: true })
  if (control === null) throw new Error('no store')
  cleanUps.push(() => control.close())
  const action = { kind: 'rollout', plan: controlPlan(defaultPlan) } as const
  const change = await control.store.change({ intent, action, by: 'ana', reason: 'a test' })
  if (change.kind !== 'conflict') throw new Error('a version is always asked for')
  const done = await control.store.change({
    intent,
    action,
    by: 'ana',
    reason: 'a test',
    expectedVersion: 0,
  })
  if (done.kind !== 'replaced') throw new Error('not started')
  return { control, state: done.state }
}

describe('a desk in a thread of its own', () => {
  it('works while this thread goes on, and this thread goes on while it works', async () => {
    const { control } = await rolledOut()
    const flag = new Int32Array(new SharedArrayBuffer(4))
    const answer = control.desk.ask(waitTask, flag)
    // Were it done here, nobody would ever come to this line.
    Atomics.store(flag, 0, 1)
    Atomics.notify(flag, 0)
    expect(['ok', 'not-equal']).toContain(await answer)
  })

  it('keeps compiled code where the process does, and compiles nothing that it has', async () => {
    const { control } = await rolledOut()
    enableCompileCache(join(tmpdir(), 'partial-trust-compiled'))
    expect(await control.desk.ask(compiledTask, null)).toBe(getCompileCacheDir())
  })

  it('judges what all processes counted as it is judged here', async () => {
    const { control, state } = await rolledOut()
    const vector = emptyVector()
    for (const name of ['eligible', 'sampled', 'attempts', 'judged'] as const) {
      vector[counterIndex[name]] = 10
    }
    vector[counterIndex.errors] = 8
    const nowMs = Date.now() + 3_600_000
    const first = Math.floor((nowMs - 1_800_000) / bucketMs)
    const key = { instance: 'a', corridor: intent, epoch: 'e', stage: 'canary', sampleRate: 0.01 }
    await control.evidence.save(
      Array.from({ length: 20 }, (_, index) => ({
        key: { ...key, bucket: first + 6 * index, mode: 'live' as const, model: null },
        vector,
      })),
    )
    const judged = await control.desk.ask(judgeTask, { state, nowMs, staleMs: 0, anew: true })
    expect(judged?.verdict.verdict).toBe('NO_GO')
    expect(judged?.step?.action.kind).toBe('close')
    expect(judged?.sampled).toBe(200)
  })

  it('checks the trail', async () => {
    const { control } = await rolledOut()
    const question = { intent, limit: 10, patienceMs: 60_000 }
    const { chain, entries, more } = await control.desk.ask(auditTask, question)
    expect(chain.kind).toBe('intact')
    expect(entries.map(({ action }) => action)).toEqual(['rollout'])
    expect(more).toBe(0)
  })

  it('says so when it ends in the middle of its work, to everybody who waits', async () => {
    const { control, state } = await rolledOut()
    const flag = new Int32Array(new SharedArrayBuffer(4))
    const asked = [control.desk.ask(endTask, null), control.desk.ask(waitTask, flag)]
    for (const answer of await Promise.allSettled(asked)) {
      expect(answer).toMatchObject({
        status: 'rejected',
        reason: expect.any(StoreUnavailableError),
      })
    }
    const again = control.desk.ask(judgeTask, { state, nowMs: 0, staleMs: 0, anew: true })
    await expect(again).rejects.toThrow(/has ended/)
  })
})
