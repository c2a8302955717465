import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCommand } from '../run-command.contract.js'

let cwd = ''
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'state-cli-'))
})
afterEach(() => rmSync(cwd, { recursive: true }))

const intent = 'add_shopping_item'

function pt(line: string, env: Record<string, string> = {}) {
  return runCommand(line.split(' '), { cwd, env })
}

describe('state', () => {
  it('makes a store as a step of its own, and says when there is nothing to do', async () => {
    const first = await pt('state migrate --json')
    expect(JSON.parse(first.stdout)).toMatchObject({ result: 'made', from: 0 })
    expect((await pt('audit verify')).exitCode).toBe(0)
    expect((await pt('state migrate')).stdout).toContain('up to date already')
    expect(await pt('state migrate --grant app')).toMatchObject({ exitCode: 2 })
  })

  it('takes a store through a loss and back, closed until it is adopted', async () => {
    await pt('state migrate')
    await pt(`rollout start ${intent} --reason first`)
    const backup = await pt('state backup safe.db')
    expect(backup).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('its trail holds'),
    })
    expect(statSync(join(cwd, 'safe.db')).mode & 0o777).toBe(0o600)
    expect(await pt('state backup safe.db')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('--force'),
    })
    await pt(`kill ${intent} --reason harm`)
    expect(await pt('state restore safe.db --reason tested')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('--force'),
    })
    const restored = await pt('state restore safe.db --force --json --reason tested')
    expect(restored.exitCode).toBe(0)
    expect(JSON.parse(restored.stdout)).toMatchObject({ killed: [intent], open: [] })
    expect(readdirSync(cwd).some((name) => name.startsWith('partial-trust-replaced-'))).toBe(true)
    expect((await pt('status')).stdout).toContain('restored from')
    expect((await pt('state adopt --reason tested')).exitCode).toBe(0)
    expect((await pt('status --json')).stdout).toContain('"killed": true')
    expect((await pt('audit verify')).exitCode).toBe(0)
  })

  it.each([
    ['a store that is not there', 'state backup safe.db', /there is no store here/u],
    ['a backup that is not there', 'state restore nothing.db --reason x', /cannot be read/u],
    ['no reason', 'state restore safe.db --reason ', /--reason is empty/u],
  ])('exits with an error and writes nothing for %s', async (_what, line, problem) => {
    const { exitCode, stderr } = await pt(line)
    expect(exitCode).toBeGreaterThan(0)
    expect(stderr).toMatch(problem)
    expect(readdirSync(cwd)).toEqual([])
  })
})
