import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'

const command = fileURLToPath(new URL('../../dist/bar/print-bar.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'household-bar-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

function bar(...args: readonly string[]) {
  return spawnSync(process.execPath, [command, ...args], { encoding: 'utf8' })
}

function fileOf(...lines: readonly Readonly<Record<string, unknown>>[]): string {
  const path = join(folder, `${lines.length}.jsonl`)
  writeFileSync(path, lines.map((line) => JSON.stringify(line)).join('\n'))
  return path
}

const line = { id: 'x', locale: 'en-US', source: 'made up' }
const good = [
  { ...line, text: 'buy milk', intent: 'add_shopping_item', slots: { items: ['milk'] } },
  { ...line, text: 'remind me to pay rent', intent: 'create_task' },
  { ...line, text: 'what time is it', intent: 'other' },
]

describe('npm run household:bar', () => {
  it('passes on the public lines and on the held-out ones', () => {
    const { status, stdout } = bar()
    expect(stdout).toMatch(/^public .*\n(?: .*\n)+held out .*\n/m)
    expect(stdout.trimEnd().endsWith('PASS')).toBe(true)
    expect(status).toBe(0)
  })

  it('passes on a file that reaches every figure', () => {
    expect(bar(fileOf(...good)).status).toBe(0)
  })

  it('exits 1 and says which figure is missed', () => {
    const wrong = { ...line, text: 'buy bread', intent: 'other' }
    const { status, stdout } = bar(fileOf(...good, wrong))
    expect(status).toBe(1)
    expect(stdout.match(/^MISSED .*$/gm)).toEqual([
      'MISSED file: others executed as an add 1/2 50.00 %, required <= 0.30 %',
    ])
  })

  it('misses what a file has no line of', () => {
    const { status, stdout } = bar(fileOf(...good.slice(0, 1)))
    expect(status).toBe(1)
    expect(stdout).toContain('MISSED file: tasks of no line, required >= 80.00 %')
  })
})
