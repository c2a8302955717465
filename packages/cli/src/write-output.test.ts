import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runCommand } from './run-command.contract.js'

const folder = mkdtempSync(join(tmpdir(), 'output-'))
writeFileSync(join(folder, 'file'), '')
afterAll(() => rmSync(folder, { recursive: true }))

describe('a command that writes a file', () => {
  it.each([
    [['evidence-bundle', '--stage', 'canary', '-o', 'file/bundle.json']],
    [['analyze', '--output-json', 'file/report.json']],
    [['verify', '--decisions', '1', '--output', 'file/report.md']],
  ])('says in one line which one it cannot write: %j', { timeout: 60_000 }, async (argv) => {
    const { stdout, stderr, exitCode } = await runCommand(argv, { cwd: folder })
    const last = stderr.trimEnd().split('\n').at(-1)
    expect(last).toMatch(/^partial-trust: .* cannot be written: .*file/u)
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 })
  })

  it('makes the folders the file needs', async () => {
    const argv = ['evidence-bundle', '--stage', 'canary', '-o', 'a/b/bundle.json']
    expect(await runCommand(argv, { cwd: folder })).toMatchObject({ stderr: '', exitCode: 0 })
    expect(readFileSync(join(folder, 'a/b/bundle.json'), 'utf8')).toMatch(/^\{"format"/u)
  })
})
