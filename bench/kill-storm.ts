/**
 * Many processes kill corridors and report incidents on one SQLite store at once, on a machine that is busy: how
 * many came through, how long the slowest took, and how soon a kill in the middle of it held in a process that
 * accepts. `node bench/kill-storm.ts [--writers 32] [--spinners 16] [--turns 4]`; needs `npx tsc -b` before.
 */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import {
  auditStore,
  controlPlan,
  makeSqliteStore,
  openSqliteControlStore,
} from '@partial-trust/control'
import { defaultPlan } from '@partial-trust/core'

const { values } = parseArgs({
  options: {
    writers: { type: 'string', default: '32' },
    spinners: { type: 'string', default: '16' },
    turns: { type: 'string', default: '4' },
  },
})
const [writers, spinners, turns] = [values.writers, values.spinners, values.turns].map(Number)
const built = import.meta.resolve('@partial-trust/control')

/** Waits for a line on stdin, so that all begin at once; says how long each change took, in ms. */
const writer = `
  const [built, path, name, turns] = process.argv.slice(1)
  const { openSqliteControlStore } = await import(built)
  const store = openSqliteControlStore({ path, now: Date.now })
  await store.read()
  console.log('ready')
  await new Promise((go) => process.stdin.once('data', go))
  for (let turn = 0; turn < Number(turns); turn += 1) {
    const kind = turn % 2 === 0 ? 'kill' : 'incident'
    const began = performance.now()
    const { kind: answer } = await store.change({ intent: 'a', action: { kind }, by: name, reason: String(turn) })
    console.log(JSON.stringify([kind, answer, performance.now() - began]))
  }
  await store.close()
  process.exit()
`
/** Says when corridor b is open, and when it was last seen so before it closed, in ms since 1970. */
const watcher = `
  const [built, path] = process.argv.slice(1)
  const { openSqliteControlStore, openControlFeed, backgroundClock } = await import(built)
  const store = openSqliteControlStore({ path, now: Date.now })
  const feed = openControlFeed(store, { leaseMs: 30_000, clock: backgroundClock })
  await feed.ready
  let last = 0
  console.log('ready')
  setInterval(() => {
    const view = feed.view('b')
    if (view.kind !== 'closed') last = Date.now()
    else if (view.reason === 'killed') { console.log(JSON.stringify([view.reason, last])); process.exit() }
  }, 5)
`

const children: ChildProcess[] = []

function start(script: string, ...args: readonly string[]) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  children.push(child)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return { child, next: async () => String((await lines.next()).value) }
}

const folder = mkdtempSync(join(tmpdir(), 'kill-storm-'))
try {
  const path = join(folder, 'state.db')
  makeSqliteStore(path)
  const store = openSqliteControlStore({ path, now: Date.now })
  await store.change({
    intent: 'a',
    action: { kind: 'rollout', plan: controlPlan(defaultPlan) },
    by: 'bench',
    reason: 'first',
    expectedVersion: 0,
  })
  const names = Array.from({ length: writers ?? 32 }, (_, index) => `writer-${index}`)
  const running = names.map((name) => start(writer, built, path, name, String(turns)))
  const watching = start(watcher, built, path)
  for (const one of [...running, watching]) await one.next()
  for (let n = 0; n < (spinners ?? 16); n += 1) start('for (;;);')
  await sleep(10_000)
  const [load] = loadavg()
  for (const { child } of running) child.stdin.write('go\n')
  await sleep(300)
  const beganMs = Date.now()
  await store.change({ intent: 'b', action: { kind: 'kill' }, by: 'bench', reason: 'in the storm' })
  const answeredMs = Date.now()
  const heard: unknown = JSON.parse(await watching.next())
  const lastOpenMs = Array.isArray(heard) ? Number(heard[1]) : Number.NaN
  const took = new Map<string, number[]>()
  let through = 0
  for (const { next } of running) {
    let all = true
    for (let turn = 0; turn < (turns ?? 4); turn += 1) {
      const said: unknown = JSON.parse(await next().catch(() => '[]'))
      const [kind, answer, ms]: unknown[] = Array.isArray(said) ? said : []
      all &&= answer === 'replaced' || (kind === 'incident' && answer === 'refused')
      took.set(String(kind), [...(took.get(String(kind)) ?? []), Number(ms)])
    }
    if (all) through += 1
  }
  for (const child of children.splice(0)) child.kill('SIGKILL')
  const verdict = await auditStore(store, null)
  const entries = await store.audit({ limit: 100_000 })
  await store.close()
  const slowest = (kind: string): string => `${Math.round(Math.max(...(took.get(kind) ?? [])))} ms`
  const kills = entries.filter(({ action, intent }) => action === 'kill' && intent === 'a').length
  process.stdout.write(
    [
      `${through} of ${names.length} processes came through at load ${load?.toFixed(1)} (${spinners} spinning)`,
      `slowest kill ${slowest('kill')}, slowest incident ${slowest('incident')}`,
      `audit ${verdict.kind}: ${kills} kills of ${names.length * Math.ceil((turns ?? 4) / 2)} on record`,
      `the kill in the middle: answered after ${answeredMs - beganMs} ms, last open ${Math.max(0, lastOpenMs - beganMs)} ms after it began`,
      '',
    ].join('\n'),
  )
} finally {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
}
