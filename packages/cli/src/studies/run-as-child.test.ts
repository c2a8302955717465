import { tmpdir } from 'node:os'
import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { runAsChild } from './run-as-child.js'

const tellsItsPriority = `
  import { getPriority } from 'node:os'
  process.on('exit', () => process.stderr.write('priority ' + getPriority()))
`

describe('runAsChild', () => {
  it('runs a command behind decisions, and not so far behind that a busy host never comes to it', async () => {
    const preload = `--import=data:text/javascript,${encodeURIComponent(tellsItsPriority)}`
    const run = runAsChild({
      cwd: tmpdir(),
      env: { ...process.env, NODE_OPTIONS: preload },
      signal: new AbortController().signal,
    })
    const { stderr, exitCode } = await run(['--version'], new AbortController().signal)
    expect(exitCode).toBe(0)
    const priority = Number(/priority (\d+)/.exec(stderr)?.[1])
    expect(priority).toBeGreaterThan(0)
    expect(priority).toBeLessThanOrEqual(5)
  })
})
