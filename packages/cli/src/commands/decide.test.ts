import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, describe, expect, it } from 'vitest'
import { installedProgram } from '../../../../scripts/pack/installed-program.ts'
import { runCommand } from '../run-command.contract.js'

const bin = await installedProgram()
const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function command(id: string): string {
  return JSON.stringify({
    command_id: id,
    user_id: 'u-1',
    timestamp: '2026-11-22T10:00:00Z',
    text: 'add milk to my shopping list',
    capabilities: ['start_job'],
    context: { household: { members: [{ user_id: 'u-1' }] } },
  })
}

/** Runs the real command; `closeAfter` stops reading its answers after so many lines, like `head`. */
async function decide(input: string | Uint8Array, closeAfter = Number.POSITIVE_INFINITY) {
  const cwd = mkdtempSync(join(tmpdir(), 'pt-decide-'))
  folders.push(cwd)
  const env = { PATH: process.env['PATH'], PARTIAL_TRUST_ENABLED: 'true' }
  const child = spawn(process.execPath, [bin, 'decide'], { cwd, env })
  let out = ''
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    out += chunk
    if (out.split('\n').length > closeAfter) child.stdout.destroy()
  })
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said += chunk))
  child.stdin.on('error', () => {}) // it may stop reading before we stop writing
  child.stdin.end(input)
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  const log = readFileSync(join(cwd, 'logs', 'partial_trust_risk.jsonl'), 'utf8')
  return { code, said, lines: out.trim().split('\n'), records: log.trim().split('\n').length }
}

describe('partial-trust decide', () => {
  it('answers in input order, names a bad line, goes on, and exits 1 at the end', async () => {
    const input = [command('a'), 'nonsense', '', '{"command_id":"x"}', command('b')].join('\n')
    const { code, lines, records } = await decide(input)
    expect(code).toBe(1)
    const ids = lines.map((line): unknown => JSON.parse(line).command_id ?? JSON.parse(line))
    expect(ids).toEqual([
      'a',
      { error: 'not JSON', line: 2 },
      { error: '/user_id is missing', line: 4 },
      'b',
    ])
    expect(records).toBe(2)
  })

  it('reads a line separator within a text as text, and names bytes that are not UTF-8', async () => {
    const torn = Buffer.from(command('c'))
    torn[torn.indexOf('milk')] = 0xff
    const text = `${command('a').replace('milk', 'oat\u2028milk')}\n${command('b')}\n`
    const { code, lines, records } = await decide(Buffer.concat([Buffer.from(text), torn]))
    expect(lines.slice(0, 2).map((line): unknown => JSON.parse(line).command_id)).toEqual([
      'a',
      'b',
    ])
    expect(JSON.parse(lines[2] ?? '')).toEqual({ error: 'not UTF-8', line: 3 })
    expect({ code, records }).toEqual({ code: 1, records: 2 })
  })

  it('answers a line before it is sent the next', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'pt-decide-'))
    folders.push(cwd)
    const child = spawn(process.execPath, [bin, 'decide'], { cwd, env: {} })
    const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    for (const id of ['a', 'b']) {
      child.stdin.write(`${command(id)}\n`)
      const { value } = await answers.next()
      expect(JSON.parse(String(value))).toMatchObject({ command_id: id })
    }
    child.stdin.end()
    expect(await answers.next()).toMatchObject({ done: true })
  })

  it.each(['PARTIAL_TRUST_PROFILE_ID', 'LLM_POLICY_PROFILE'])(
    'names %s at the start when the policy has no such profile',
    async (name) => {
      const env = {
        PARTIAL_TRUST_ENABLED: 'true',
        PARTIAL_TRUST_STATE: 'none',
        PARTIAL_TRUST_RISK_LOG_PATH: '/dev/null',
        LLM_POLICY_ENABLED: 'true',
        LLM_BASE_URL: 'http://127.0.0.1:9/v1',
        [name]: 'nobody',
      }
      const { stderr, exitCode } = await runCommand(['decide'], { env })
      expect(stderr).toMatch(
        new RegExp(`${name}: "nobody" is not a profile .*; known: partial_trust`, 'u'),
      )
      expect(exitCode).toBe(0)
    },
  )

  it('decides without a risk log that can be written, and says what was lost', async () => {
    const input = `${command('a')}\n${command('b')}\n`
    const env = {
      PARTIAL_TRUST_ENABLED: 'true',
      PARTIAL_TRUST_STATE: 'none',
      PARTIAL_TRUST_RISK_LOG_PATH: '/dev/full',
    }
    const { stdout, stderr, exitCode } = await runCommand(['decide'], { stdin: input, env })
    expect(stdout.trim().split('\n')).toHaveLength(2)
    expect(stderr).toContain('2 risk records could not be written (ENOSPC)')
    expect(exitCode).toBe(0)
  })

  it('records everything it decided when its reader goes away', async () => {
    const input = Array.from({ length: 20_000 }, (_, i) => command(`c-${i}`)).join('\n')
    const { said, records } = await decide(input, 1)
    const decided = Number(/(\d+) decided/.exec(said.split('\n').at(-3) ?? said)?.[1])
    expect(records).toBe(decided)
    expect(records).toBeLessThan(20_000)
  })
})
