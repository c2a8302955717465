import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { oneFile } from '../../../../scripts/build/one-file.ts'
import { logContent, someRecord, TemporaryFolders } from './risk-log-fixture.contract.js'
import { openRiskLog } from './risk-log.js'

// The built code: a child process is started by Node alone, without the test runner's loader.
const folders = new TemporaryFolders()
const bundled = new TemporaryFolders()
const built = await oneFile(
  [new URL('../../dist/risk-log/risk-log.js', import.meta.url)],
  bundled.make(),
)
afterAll(() => bundled.remove())
const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  folders.remove()
})

function start(script: string, settings: object): ChildProcess {
  const record = JSON.stringify(someRecord('template'))
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', script, built, JSON.stringify(settings), record],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  children.push(child)
  return child
}

const prelude = `
  const { openRiskLog } = await import(process.argv[1])
  const { name, count, ...options } = JSON.parse(process.argv[2])
  const template = JSON.parse(process.argv[3])
  const log = openRiskLog(options)
  const append = (id) => log.append({ ...template, command_id: id })
`
const finite = `${prelude}
  for (let i = 0; i < count; i++) {
    append(name + '-' + i)
    if (i % 100 === 0) await log.flush()
  }
  await log.close()
  if (log.stats().written !== count) throw new Error(JSON.stringify(log.stats()))
`
/** Tells after every flush how many records have surely been written. */
const endless = `${prelude}
  for (let i = 0; ; i += 500) {
    for (let k = i; k < i + 500; k++) append(name + '-' + k)
    await log.flush()
    process.stdout.write(i + 500 + '\\n')
  }
`
const unclosed = `${prelude}
  for (let i = 0; i < count; i++) append(name + '-' + i)
`

describe('several processes on one risk log', () => {
  it('write every record exactly once and no line into another, through rotations', async () => {
    const path = join(folders.make(), 'risk.jsonl')
    const names = ['a', 'b', 'c', 'd']
    const settings = { path, count: 5000, maxBytes: 100_000, keep: 300 }
    const exits = await Promise.all(
      names.map(async (name) => {
        const child = start(finite, { ...settings, name })
        await once(child, 'exit')
        return child.exitCode
      }),
    )
    expect(exits).toEqual([0, 0, 0, 0])
    const { ids, unreadable } = logContent(path)
    expect(unreadable).toEqual([])
    const expected = names.flatMap((name) => Array.from({ length: 5000 }, (_, i) => `${name}-${i}`))
    expect(ids.toSorted()).toEqual(expected.toSorted())
  })

  it('lose no flushed record to kill -9, and at most one torn line is left behind', async () => {
    const path = join(folders.make(), 'risk.jsonl')
    for (const round of [0, 1, 2, 3, 4]) {
      const name = `round-${round}`
      const child = start(endless, { path, name })
      let flushed = 0
      for await (const line of createInterface({ input: child.stdout! })) {
        flushed = Number(line)
        if (flushed >= 5000 + 500 * round) child.kill('SIGKILL')
      }
      const { ids, unreadable } = logContent(path)
      expect(unreadable.length).toBeLessThanOrEqual(round + 1)
      const own = ids.filter((id) => id.startsWith(name))
      expect(own.length).toBeGreaterThanOrEqual(flushed)
      expect(own).toEqual(own.map((_, index) => `${name}-${index}`))
    }
    const { unreadable } = logContent(path)
    const log = openRiskLog({ path })
    log.append(someRecord('after the crashes'))
    await log.close()
    const after = logContent(path)
    expect(after.ids.at(-1)).toBe('after the crashes')
    expect([after.unreadable, after.endsWhole]).toEqual([unreadable, true])
  })

  it('lose nothing when a process simply comes to its end', async () => {
    const path = join(folders.make(), 'risk.jsonl')
    await once(start(unclosed, { path, name: 'idle', count: 1000 }), 'exit')
    expect(logContent(path).ids.length).toBe(1000)
  })

  it('do not stay alive for a file that cannot be written', async () => {
    const child = start(unclosed, { path: '/dev/full', name: 'idle', count: 10 })
    await once(child, 'exit')
    expect(child.exitCode).toBe(0)
  })
})
