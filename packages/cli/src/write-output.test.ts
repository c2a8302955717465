import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runCommand } from './run-command.contract.js'

const folder = mkdtempSync(join(tmpdir(), 'output-'))
writeFileSync(join(folder, 'file'), '')
const record = {
  timestamp: '2026-03-05T12:00:00.000Z',
  trace_id: 't',
  corridor_intent: 'c',
  sample_rate: 0.01,
  sampled: true,
  status: 'accepted_llm',
  reason_code: 'accepted',
  latency_ms: 80,
  stage: 'canary',
}
writeFileSync(join(folder, 'risk.jsonl'), `${JSON.stringify(record)}\n`)
afterAll(() => rmSync(folder, { recursive: true }))

const logged = ['--stage', 'canary', '--risk-log', 'risk.jsonl']

describe('a command that writes a file', () => {
  it.each([
    [['evidence-bundle', ...logged, '-o', 'file/bundle.json']],
    [['analyze', '--output-json', 'file/report.json']],
    [['verify', '--output', 'file/report.md']],
  ])('says in one line which one it cannot write: %j', async (argv) => {
    const { stdout, stderr, exitCode } = await runCommand(argv, { cwd: folder })
    const last = stderr.trimEnd().split('\n').at(-1)
    expect(last).toMatch(/^partial-trust: .* cannot be written: .*file/u)
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 })
  })

  it('says so before work that takes long', async () => {
    const argv = ['verify', '--output', 'file/report.md']
    const { stderr } = await runCommand(argv, { cwd: folder })
    expect(stderr).toMatch(/^partial-trust: [^\n]+\n$/u)
  })

  it.each([
    ['a risk log', () => readFileSync(join(folder, 'risk.jsonl'))],
    ['a database', () => Buffer.from('SQLite format 3\0 and more')],
    ['the file of tokens', () => '{\n  "version": 2,\n  "tokens": []\n}\n'],
  ])('buries %s under nothing', async (what, contents) => {
    const path = join(folder, 'precious')
    writeFileSync(path, contents())
    const before = readFileSync(path)
    for (const argv of [
      ['evidence-bundle', ...logged, '-o', 'precious'],
      ['analyze', '--risk-log', 'risk.jsonl', '--output-json', 'precious'],
      ['verify', '--output', 'precious'],
    ]) {
      const { stderr, exitCode } = await runCommand(argv, { cwd: folder })
      expect([exitCode, stderr]).toEqual([1, expect.stringContaining(what)])
    }
    expect(readFileSync(path)).toEqual(before)
  })

  it('makes the folders the file needs', async () => {
    const argv = ['evidence-bundle', ...logged, '-o', 'a/b/bundle.json']
    expect(await runCommand(argv, { cwd: folder })).toMatchObject({ stderr: '', exitCode: 0 })
    expect(readFileSync(join(folder, 'a/b/bundle.json'), 'utf8')).toMatch(/^\{"format"/u)
  })
})
