import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { bucketMs, defaultPlan, MetricsCounter } from '@partial-trust/core'
import { afterAll, describe, expect, it } from 'vitest'
import { installedProgram } from '../../../scripts/pack/installed-program.ts'
import { startTestPostgres } from '../../control/src/embedded-postgres.contract.ts'
import { controlPlan, openControl, verifyAudit } from '@partial-trust/control'
import type { AuditEntry, Control, ProcessReport } from '@partial-trust/control'

const program = await installedProgram()
const [stage] = defaultPlan.stages
const handOverMs = 120_000
/** A service looks every two seconds: after this long each has looked. */
const aLookMs = 2500

const postgres = await startTestPostgres()
const children: ChildProcess[] = []
const directories: string[] = []
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  if (postgres.kind === 'running') await postgres.stop()
  for (const directory of directories) rmSync(directory, { recursive: true, force: true })
})

/** `partial-trust serve` in a process of its own, once it listens. */
async function serve(state: string): Promise<ChildProcess> {
  const cwd = mkdtempSync(join(tmpdir(), 'replica-'))
  directories.push(cwd)
  const child = spawn(process.execPath, [program, 'serve', '--port', '0'], {
    cwd,
    env: { PARTIAL_TRUST_STATE: state },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  children.push(child)
  const said: string[] = []
  for await (const line of createInterface({ input: child.stderr })) {
    said.push(line)
    if (!line.startsWith('listening on')) continue
    child.stderr.resume()
    return child
  }
  throw new Error(`the replica did not start: ${said.join('\n')}`)
}

/** The test's own hand on the store, a minute late: what it writes has been counted and sealed. */
const minuteAgo = (): number => Date.now() - 60_000

function open(url: string): Control {
  const control = openControl({ kind: 'postgres', url }, { cwd: '/', now: minuteAgo })
  if (control === null) throw new Error('no control')
  return control
}

/** A replica listens before it has made the store, where the machine is busy. */
async function made({ store }: Control): Promise<void> {
  while (
    !(await store.read().then(
      () => true,
      () => false,
    ))
  )
    await sleep(50)
}

/** Starts a rollout of which NO_GO is to be said, all its candidates having failed. */
async function failingRollout({ store, evidence }: Control, intent: string): Promise<void> {
  const action = { kind: 'rollout', plan: controlPlan(defaultPlan) } as const
  await store.change({ intent, action, by: 'ana', reason: 'x', expectedVersion: 0 })
  const counter = new MetricsCounter()
  for (let i = 0; i < 200; i += 1) {
    counter.start({
      instance: 'died',
      bucket: Math.floor(minuteAgo() / bucketMs),
      corridor: intent,
      epoch: 'e1',
      stage: stage.name,
      sampleRate: stage.rate,
      mode: stage.mode,
      model: null,
    })
  }
  await evidence.save(counter.cells.values())
}

async function closes(control: Control, intent: string): Promise<readonly AuditEntry[]> {
  const entries = await control.store.audit()
  return entries.filter((entry) => entry.intent === intent && entry.action === 'close')
}

/** The first close of a corridor; undefined when there is none within the time for a handover. */
async function closed(control: Control, intent: string): Promise<AuditEntry | undefined> {
  const giveUpMs = performance.now() + handOverMs
  while (performance.now() < giveUpMs) {
    const [close] = await closes(control, intent)
    if (close !== undefined) return close
    await sleep(50)
  }
  return undefined
}

/** What the processes say of themselves, once that many have done so. */
async function reports({ evidence }: Control, count: number): Promise<readonly ProcessReport[]> {
  for (;;) {
    const processes = await evidence.processes()
    if (processes.length >= count) return processes
    await sleep(50)
  }
}

if (postgres.kind === 'unavailable') {
  it.skip(`needs a PostgreSQL, which cannot start here: ${postgres.why}`, () => {})
} else {
  describe('two services on one PostgreSQL', () => {
    it('have one leader; kill -9 hands the lead over, no verdict missed and none applied twice', async () => {
      const url = await postgres.freshUrl()
      const replicas = await Promise.all([serve(url), serve(url)])
      const control = open(url)
      await made(control)
      await failingRollout(control, 'first')
      const first = await closed(control, 'first')
      expect(first?.reason).toMatch(/^NO_GO/u)
      const lead = await control.leadership.leader()
      expect(lead).not.toBeNull()
      expect(first?.by).toContain(lead)

      // An audit entry names the instance; the instance's report names the process.
      const processes = await reports(control, replicas.length)
      const leader = processes.find(({ instance }) => first?.by.endsWith(instance))
      const led = replicas.find(({ pid }) => pid === leader?.pid)
      expect(led).toBeDefined()

      // A leader that only hangs loses the lead like one that is dead: what it does not renew lapses.
      led?.kill('SIGSTOP')
      await failingRollout(control, 'second')
      const second = await closed(control, 'second')
      expect(second?.reason).toMatch(/^NO_GO/u)
      expect(second?.by).not.toBe(first?.by)
      expect(second?.by).toContain(await control.leadership.leader())
      led?.kill('SIGKILL')

      await sleep(aLookMs) // nothing is left to do
      for (const intent of ['first', 'second']) {
        expect((await closes(control, intent)).length).toBe(1)
      }
      const { head, corridors } = await control.store.read()
      const trail = await control.store.audit()
      expect(trail.length).toBe(5) // the first says who made the store
      expect(verifyAudit(trail, { head, corridors: corridors.values() }).kind).toBe('intact')
      await control.close()
    })
  })
}
