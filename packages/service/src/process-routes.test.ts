import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { defaultPlan } from '@partial-trust/core'
import { afterEach, describe, expect, it } from 'vitest'
import { compose } from 'partial-trust'
import { householdConfig } from '@partial-trust/example-household/config'
import { controlStoreContract } from '../../control/src/control-store.contract.ts'
import { evidenceStoreContract } from '../../control/src/evidence-store.contract.ts'
import {
  makeSqliteStore,
  backgroundClock,
  openControl,
  openControlFeed,
  StoreUnavailableError,
} from '@partial-trust/control'
import type { Control } from '@partial-trust/control'
import { systemClock } from '@partial-trust/engine'
import { operatorActions } from '@partial-trust/host'
import { buildService } from './build-service.js'
import { openTokenStore } from './people/token-store.js'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

/** A control plane on a real socket, over a real SQLite store. */
async function plane() {
  const cwd = mkdtempSync(join(tmpdir(), 'plane-'))
  makeSqliteStore(join(cwd, '.partial-trust', 'state.db'))
  const app = await compose({
    registered: householdConfig.corridors,
    configFile: null,
    cwd,
    env: {},
  })
  const tokens = openTokenStore(join(cwd, 'tokens.json'), Date.now)
  const { server } = await buildService(app, {
    host: '127.0.0.1',
    tokens,
    actions: operatorActions(app, defaultPlan, Date.now),
    clock: systemClock,
  })
  const { port } = new URL(await server.listen({ port: 0, host: '127.0.0.1' }))
  const [viewer = '', operator = ''] = tokens.minted.map(({ token }) => token)
  const stop = async () => {
    await server.close()
    await app.close()
    rmSync(cwd, { recursive: true, force: true })
  }
  const remote = (token: string): Control => {
    const url = `http://:${encodeURIComponent(token)}@127.0.0.1:${port}`
    const control = openControl({ kind: 'remote', url }, { cwd, now: Date.now })
    if (control === null) throw new Error('no control')
    return control
  }
  const pass = async (ms: number): Promise<void> => {
    const database = new DatabaseSync(join(cwd, '.partial-trust', 'state.db'))
    database
      .prepare(`update processes set seen_at = strftime('%Y-%m-%dT%H:%M:%fZ', seen_at, ?)`)
      .run(`${-ms / 1000} seconds`)
    database.close()
  }
  return { port, viewer, operator, stop, remote, pass }
}

controlStoreContract('a control plane', async () => {
  const { operator, stop, remote } = await plane()
  const [here, there] = [remote(operator), remote(operator)]
  return { here: here.store, there: there.store, cleanUp: stop }
})

evidenceStoreContract('a control plane', async () => {
  const { operator, stop, remote, pass } = await plane()
  const [here, there] = [remote(operator), remote(operator)]
  const cleanUp = async () => {
    await here.close()
    await there.close()
    await stop()
  }
  return { here: here.evidence, there: there.evidence, pass, cleanUp }
})

describe('a process under a control plane', () => {
  it('sees a kill made there, and closes when the plane is gone', async () => {
    const { operator, stop, remote } = await plane()
    const [process, person] = [remote(operator), remote(operator)]
    cleanUps.push(
      () => person.close(),
      () => process.close(),
    )
    const feed = openControlFeed(process.store, { leaseMs: 1000, clock: backgroundClock })
    cleanUps.push(() => feed.close())
    await feed.ready
    expect(feed.view('add_shopping_item').kind).toBe('unmanaged')
    const kill = { kind: 'kill' } as const
    const intent = 'add_shopping_item'
    await person.store.change({ intent, action: kill, by: 'ana', reason: 'drill' })
    while (feed.view(intent).kind !== 'closed') await sleep(1)
    const resume = { kind: 'resume' } as const
    await person.store.change({ intent, action: resume, by: 'a', reason: 'x', expectedVersion: 1 })
    while (feed.view(intent).kind === 'closed') await sleep(1)
    await stop()
    while (feed.view(intent).kind !== 'closed') await sleep(5)
    expect(feed.view(intent)).toMatchObject({ reason: 'lease_expired' })
  })

  it('may read with a viewer’s token and change nothing; with none it may do neither', async () => {
    const { viewer, stop, remote } = await plane()
    cleanUps.push(stop)
    const control = remote(viewer)
    cleanUps.push(() => control.close())
    expect((await control.store.read()).corridors.size).toBe(0)
    const kill = { intent: 'a', action: { kind: 'kill' }, by: 'ana', reason: 'x' } as const
    await expect(control.store.change(kill)).rejects.toThrow(/403/)
    await expect(control.evidence.save([])).resolves.toBeUndefined()
    const stranger = remote('forged')
    cleanUps.push(() => stranger.close())
    await expect(stranger.store.read()).rejects.toThrow(StoreUnavailableError)
    await expect(stranger.store.read()).rejects.toThrow(/401/)
    expect(stranger.store.location).not.toContain('forged')
  })

  it.each([
    [{}, 'intent'],
    [{ intent: 'a', by: 'b', reason: '', action: { kind: 'kill' } }, 'reason'],
    [{ intent: 'a', by: 'b', reason: 'c', action: { kind: 'canary' } }, 'action.kind'],
    [{ intent: 'a', by: 'b', reason: 'c', action: { kind: 'rollout', plan: {} } }, 'plan'],
  ])('refuses a change that does not read as one: %j', async (body, named) => {
    const { port, operator, stop } = await plane()
    cleanUps.push(stop)
    const answer = await fetch(`http://127.0.0.1:${port}/v1/control/changes`, {
      method: 'POST',
      headers: { authorization: `Bearer ${operator}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect(answer.status).toBe(400)
    const text = await answer.text()
    expect(text).toContain(named)
    expect(text).not.toContain('canary')
  })

  it('takes a kill whatever is said of it, and says of any other change that it says too much', async () => {
    const { operator, stop, remote } = await plane()
    cleanUps.push(stop)
    const control = remote(operator)
    cleanUps.push(() => control.close())
    const { store } = control
    const long = { by: 'b'.repeat(300), reason: 'r'.repeat(3000) }
    const kill = await store.change({ intent: 'a', action: { kind: 'kill' }, ...long })
    expect(kill).toMatchObject({ state: { killed: true, why: `${'r'.repeat(1999)}…` } })
    expect(await store.killAll({ also: ['b'], ...long })).toMatchObject([{}, { killed: true }])
    const resume = { intent: 'a', action: { kind: 'resume' }, ...long, expectedVersion: 2 } as const
    await expect(store.change(resume)).rejects.toThrow(/by is not a text of 1 to 200 characters/u)
  })

  it('keeps no report and no counts that cannot be: a kill would wait for the one, and no proof would hold over the other', async () => {
    const { port, operator, stop, remote } = await plane()
    cleanUps.push(stop)
    const post = async (path: string, body: unknown): Promise<number> => {
      const answer = await fetch(`http://127.0.0.1:${port}/v1/control/${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${operator}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      return answer.status
    }
    const report = {
      instance: 'i',
      host: 'h',
      pid: 7,
      started_at: new Date().toISOString(),
      seen_at: new Date().toISOString(),
      lease_ms: 5000,
      lease_age_ms: 1,
      corridors: [{ intent: 'a', epoch: 'e', rate: 0.1, set_by: 'x' }],
      dropped_records: 0,
      dropped_cells: 0,
    }
    const odd = [
      { lease_ms: 1e12 },
      { lease_ms: -1 },
      { pid: -1 },
      { pid: 0.5 },
      { corridors: [{ intent: 'a', epoch: 'e', rate: 7, set_by: 'x' }] },
    ]
    for (const more of odd) expect(await post('processes', { ...report, ...more })).toBe(400)
    expect(await post('processes', report)).toBe(200)
    const key = JSON.stringify(['i', 1, 'a', 'e', 's', 0.1, 'live', null])
    for (const counts of [{ eligible: 1e308 }, { eligible: 0.5 }, { attempts: 1, errors: 2 }]) {
      expect(await post('cells', [[key, JSON.stringify(counts)]])).toBe(400)
    }
    const control = remote(operator)
    cleanUps.push(() => control.close())
    const { evidence } = control
    expect((await evidence.processes()).map(({ pid }) => pid)).toEqual(expect.arrayContaining([7]))
    expect((await evidence.evidence()).metrics.cells.size).toBe(0)
  })
})
