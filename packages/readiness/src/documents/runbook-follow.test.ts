import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installedProgram } from '../../../../scripts/pack/installed-program.ts'
import { npxHere, type NpxHere } from '../../../cli/src/npx-here.contract.ts'
import { runbookPath } from './runbook.js'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const program = await installedProgram()
const home = mkdtempSync(join(tmpdir(), 'runbook-'))
const runbook = readFileSync(join(root, runbookPath), 'utf8')

/** Every line of every shell block, in the order of the page. */
const lines = [...runbook.matchAll(/^ *```sh\n(?<block>.*?)^ *```/gmsu)]
  .flatMap(({ groups }) => (groups?.['block'] ?? '').split('\n'))
  .map((line) => line.trim())
  .filter((line) => line !== '')

/** What a line runs only on success, which a demo of half a minute does not reach: `gate && promote`. */
function onSuccess(line: string): string | null {
  return /&& (?<then>.+?) \|\|/u.exec(line)?.groups?.['then'] ?? null
}

/** How a line may end on a demo whose rollout runs and has no GO yet: safety steps refuse there. */
function endingsOf(command: string): readonly number[] {
  if (command.includes('rollout start')) return [1]
  if (/evidence-bundle --(?:stage |check logs\/)(?!canary)/u.test(command)) return [1] // no decision there yet
  return command.startsWith('npx partial-trust promote ') ? [10, 20] : [0]
}

let npx: NpxHere
let demo: ChildProcess
let said = ''

beforeAll(async () => {
  cpSync(join(root, 'docs'), join(home, 'docs'), { recursive: true })
  npx = await npxHere(home)
  demo = spawn(process.execPath, [program, 'demo', '--port', '0', '--rate', '100'], {
    cwd: home,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  demo.stderr?.setEncoding('utf8')
  demo.stderr?.on('data', (text: string) => {
    said += text
  })
  while (!/\d+ by the LLM/u.test(said)) {
    if (demo.exitCode !== null) throw new Error(`the demo ended: ${said}`)
    await once(demo.stderr ?? demo, 'data')
  }
})

afterAll(() => {
  demo.kill('SIGKILL')
  npx.close()
  rmSync(home, { recursive: true, force: true })
})

async function bash(line: string): Promise<{ code: number | null; output: string }> {
  const state = join(home, '.partial-trust', 'demo')
  const child = spawn('bash', ['-c', line], {
    cwd: home,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      HOME: home,
      PATH: [npx.bin, process.env['PATH'] ?? ''].join(delimiter),
      PARTIAL_TRUST_STATE: `sqlite:${join(state, 'state.db')}`,
      PARTIAL_TRUST_RISK_LOG_PATH: join(state, 'risk.jsonl'),
    },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const [code] = await once(child, 'close')
  return { code, output }
}

describe('the runbook, followed literally on a running demo', () => {
  it('has commands for stopping, reopening, starting, moving on and looking', () => {
    const named = lines.map(
      (line) => /^npx partial-trust (?<name>[a-z-]+)/u.exec(line)?.groups?.['name'],
    )
    expect(new Set(named)).toEqual(
      new Set([
        'kill',
        'status',
        'demote',
        'incident',
        'audit',
        'verify-log',
        'analyze',
        'resume',
        'preflight',
        'config',
        'rollout',
        'gate',
        'evidence-bundle',
      ]),
    )
  })

  it('works line by line, as written', async () => {
    const ran = new Map<string, string>()
    for (const line of lines) {
      for (const command of [line, onSuccess(line)]) {
        if (command === null) continue
        const { code, output } = await bash(command)
        expect(endingsOf(command), `${command}: ${output}`).toContain(code)
        expect(output).not.toContain('unexpected error')
        ran.set(command, output)
      }
    }
    expect(ran.get('npx partial-trust status')).toMatch(/KILLED \(/u)
    expect(ran.get('npx partial-trust verify-log')).toMatch(/^PASS: [1-9]/u)
    expect(ran.get('npx partial-trust audit verify')).toMatch(/^intact/u)
  })

  it('shows that a kill took effect in the process itself', async () => {
    await bash(lines.find((line) => line.startsWith('npx partial-trust kill ')) ?? 'false')
    // Processes report once in a while, so the first look may be too early, as the page says.
    for (let look = 0; look < 20; look += 1) {
      const { output } = await bash('npx partial-trust status')
      if (/ alive .* 0 % +kill /u.test(output)) return
    }
    expect.unreachable('the process never said that it is closed')
  })

  it('leaves the demo running, which then stops as told', async () => {
    expect(demo.exitCode).toBe(null)
    const ended = once(demo, 'exit')
    demo.kill('SIGINT')
    expect(await ended).toEqual([0, null])
    expect(said).toContain('replaced the baseline')
  })
})
