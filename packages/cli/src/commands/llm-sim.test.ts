import { PassThrough, Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { run } from '../main.js'

type Ran = {
  readonly stdout: () => string
  readonly stderr: () => string
  readonly code: () => number
}

function start(
  args: readonly string[],
  signal: AbortSignal,
): Ran & { readonly done: Promise<void> } {
  let [out, err, code] = ['', '', 0]
  const stdout = new PassThrough().on('data', (chunk: Buffer) => (out += chunk.toString()))
  const stderr = new PassThrough().on('data', (chunk: Buffer) => (err += chunk.toString()))
  const done = run(['node', 'partial-trust', 'llm-sim', ...args], {
    env: {},
    cwd: '.',
    stdin: Readable.from([]),
    stdout,
    stderr,
    signal,
    setExitCode: (given) => {
      code = given
    },
  })
  return { done, stdout: () => out, stderr: () => err, code: () => code }
}

describe('llm-sim', () => {
  it('prints its URL, says that it is simulated, serves, and stops cleanly', async () => {
    const stop = new AbortController()
    const ran = start(['--port', '0', '--latency-ms', '0'], stop.signal)
    await expect.poll(ran.stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1\n$/)
    expect(ran.stderr()).toContain('SIMULATED')
    const models = await fetch(`${ran.stdout().trim()}/models`)
    expect(models.headers.get('x-simulated-llm')).toBe('true')
    stop.abort()
    await ran.done
    expect(ran.stderr()).toContain('Simulated LLM stopped: 0 requests')
    expect(ran.code()).toBe(0)
  })

  it.each([
    ['--hang-rate', '5'],
    ['--error-rate', '50%'],
    ['--port', '70000'],
    ['--seed', 'x'],
  ])('refuses %s %s as wrong usage', async (flag, value) => {
    const ran = start([flag, value], new AbortController().signal)
    await ran.done
    expect(ran.code()).toBe(2)
    expect(ran.stderr()).toContain(flag)
  })

  it('says what to do when the port is taken', async () => {
    const stop = new AbortController()
    const first = start(['--port', '0'], stop.signal)
    await expect.poll(first.stdout).not.toBe('')
    const port = new URL(first.stdout().trim()).port
    const second = start(['--port', port], stop.signal)
    await second.done
    expect(second.code()).toBe(1)
    expect(second.stderr()).toContain('EADDRINUSE')
    expect(second.stderr()).toContain('--port')
    stop.abort()
    await first.done
  })
})
