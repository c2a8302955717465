import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { installedProgram } from '../../../scripts/pack/installed-program.ts'
import { run } from './main.js'
import { runCommand } from './run-command.contract.js'

const bin = fileURLToPath(new URL('../bin/partial-trust.js', import.meta.url))
const installed = await installedProgram()
const env = { PATH: process.env['PATH'] }

function sink(write: (text: string) => void): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      write(chunk.toString())
      done()
    },
  })
}

async function exited(child: ReturnType<typeof spawn>): Promise<unknown> {
  const [code]: unknown[] = await once(child, 'close')
  return code
}

describe('compiled code that is kept between starts', () => {
  it.each([
    ['a folder of this user alone', 0o700, true],
    ['no folder that others may write to', 0o777, false],
  ])('lies in %s', (_where, mode, isKept) => {
    const caches = mkdtempSync(join(tmpdir(), 'caches-'))
    const folder = join(caches, 'partial-trust')
    mkdirSync(folder)
    chmodSync(folder, mode)
    const given = { ...env, XDG_CACHE_HOME: caches }
    const { status } = spawnSync(process.execPath, [bin, '--version'], { env: given })
    expect(status).toBe(0)
    expect(readdirSync(folder).length > 0).toBe(isKept)
    rmSync(caches, { recursive: true })
  })
})

describe('a diagnostic report of a command', () => {
  it('holds nothing of the environment, where secrets stand', () => {
    const last = 'process.on("exit", () => console.log(JSON.stringify(process.report.getReport())))'
    const argv = ['--import', `data:text/javascript,${last}`, bin, '--version']
    const given = { ...env, LLM_API_KEY: 'canary-of-a-key' }
    const { stdout } = spawnSync(process.execPath, argv, { env: given, encoding: 'utf8' })
    expect(stdout).toContain('"javascriptHeap"')
    expect(stdout).not.toContain('canary-of-a-key')
  })
})

describe('a command whose output cannot be written', () => {
  it.runIf(existsSync('/dev/full'))('says so in a sentence, once, and exits 1', async () => {
    const full = openSync('/dev/full', 'w')
    const child = spawn(process.execPath, [installed, 'decide'], {
      cwd: tmpdir(),
      env,
      stdio: ['pipe', full, 'pipe'],
    })
    child.stdin?.end('1\n2\n3\n') // a line of output each
    let said = ''
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (said += chunk))
    expect(await exited(child)).toBe(1)
    closeSync(full)
    expect(said.match(/^partial-trust: the output cannot be written: ENOSPC.*$/gmu)).toHaveLength(1)
  })
})

describe('a command whose every word goes to somebody who left', () => {
  it('ends as it would have', async () => {
    const child = spawn(process.execPath, [installed, 'decide'], { cwd: tmpdir(), env })
    child.stderr.destroy()
    child.stdin.end()
    expect(await exited(child)).toBe(0)
  })
})

describe('a command whose configuration keeps a connection open', () => {
  it('ends once it is done, with all that it had to say', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pt-open-'))
    const config = join(folder, 'partial-trust.config.mjs')
    writeFileSync(config, 'setInterval(() => {}, 1e6)\nexport default { corridors: 1 }\n')
    const child = spawn(process.execPath, [bin, 'config'], { cwd: folder, env })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said += chunk))
    expect(await exited(child)).toBe(1)
    expect(said).toContain('corridors must')
    rmSync(folder, { recursive: true })
  })
})

describe('a command that waits for a pipe which says nothing', () => {
  it.runIf(existsSync('/proc/self/fd'))('ends at the second signal', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pt-pipe-'))
    const pipe = join(folder, 'risk.jsonl')
    spawnSync('mkfifo', [pipe])
    const silent = openSync(pipe, 'r+')
    const argv = [installed, 'verify-log', '--risk-log', pipe]
    const child = spawn(process.execPath, argv, { cwd: folder, env, stdio: 'ignore' })
    // It reads the pipe once it holds it open.
    await expect.poll(() => filesOf(child.pid)).toContain(pipe)
    child.kill('SIGTERM')
    // Two signals that a process has not come to take are one.
    await expect.poll(() => waitsWithSignal(child.pid)).toBe(false)
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([null, 'SIGTERM'])
    closeSync(silent)
    rmSync(folder, { recursive: true })
  })
})

/** Whether a signal was sent to a process that it has not taken yet. */
function waitsWithSignal(pid: number | undefined): boolean {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return /^ShdPnd:\s*0*[1-9a-f]/mu.test(status)
}

/** What a process holds open. */
function filesOf(pid: number | undefined): readonly string[] {
  const folder = `/proc/${pid}/fd`
  return readdirSync(folder).flatMap((name) => {
    try {
      return [readlinkSync(join(folder, name))]
    } catch {
      return [] // closed meanwhile
    }
  })
}

describe('a line that was not meant so', () => {
  it.each([
    [['gate', '--risk-log', '', '--stage', 'canary'], '--risk-log is empty'],
    [['cells', '--risk-log', 'a.jsonl', ' '], '--risk-log is empty'],
    [['kill', '', '--reason', 'wrong items'], 'intent is empty'],
  ])('is wrong usage where what it gives is empty: %s', async (argv, said) => {
    const result = await runCommand(argv)
    expect(result).toMatchObject({ exitCode: 2, stdout: '', stderr: `partial-trust: ${said}\n` })
  })

  it('is repeated without what would steer a terminal', async () => {
    const { stderr } = await runCommand([
      'gate',
      '--stage',
      'canary',
      '--risk-log',
      '/no/\u001b[31mred\u202eder',
    ])
    expect(stderr).toContain('/no/ [31mred der')
  })
})

describe('a command stopped before it has an answer', () => {
  it('says that it was stopped, not that it is broken', async () => {
    const stop = new AbortController()
    let [said, exitCode] = ['', 0]
    stop.abort('SIGINT')
    const folder = mkdtempSync(join(tmpdir(), 'pt-main-'))
    const log = join(folder, 'risk.jsonl')
    writeFileSync(log, '{"status":"not_sampled"}\n'.repeat(60_000))
    await run(['node', 'partial-trust', 'calibrate', '--risk-log', log], {
      env: {},
      cwd: folder,
      stdin: Readable.from([]),
      stdout: sink(() => {}),
      stderr: sink((text) => (said += text)),
      signal: stop.signal,
      setExitCode: (code) => (exitCode = code),
    })
    rmSync(folder, { recursive: true })
    expect([said, exitCode]).toEqual(['partial-trust: stopped by SIGINT before the end\n', 130])
  })
})

describe('a simulation stopped by Ctrl-C', () => {
  it('prints what it has, says that it is not all, and exits 1', async () => {
    const argv = [installed, 'simulate', '--runs', '40', '--traffic', '600', '--json']
    const child = spawn(process.execPath, argv, { cwd: tmpdir(), env })
    let out = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk))
    child.stderr.once('data', () => child.kill('SIGINT')) // a quarter is done
    expect(await exited(child)).toBe(1)
    const { complete, summary } = JSON.parse(out)
    expect(complete).toBe(false)
    expect(summary.runs).toBeGreaterThan(0)
    expect(summary.runs).toBeLessThan(40)
  })
})
