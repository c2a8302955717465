import { describe, expect, it } from 'vitest'
import { runPipeline, type Stage } from './run-pipeline.js'

const env = { PATH: '/usr/bin:/bin' }
const { signal } = new AbortController()
const limits = { timeMs: 10_000, outputBytes: 1_000 }

function shell(script: string, sinks: Partial<Pick<Stage, 'stdout' | 'stderr'>> = {}): Stage {
  const args = ['-c', script]
  return {
    kind: 'program',
    name: 'sh',
    path: '/bin/sh',
    args,
    env,
    stdout: 'out',
    stderr: 'err',
    ...sinks,
  }
}
function literal(output: string): Stage {
  return { kind: 'literal', output, stdout: 'out', stderr: 'err' }
}
async function run(stages: Stage[], settings: Partial<Parameters<typeof runPipeline>[1]> = {}) {
  const result = await runPipeline(stages, { cwd: '/', limits, signal, ...settings })
  return { ...result, stdout: result.stdout.toString(), stderr: result.stderr.toString() }
}

describe('runPipeline', () => {
  it('feeds each command from the one before and keeps every exit code', async () => {
    const result = await run([literal('b\na\n'), shell('sort; exit 3'), shell('cat')])
    expect(result).toEqual({ exitCodes: [0, 3, 0], stdout: 'a\nb\n', stderr: '', cut: null })
  })

  it('ends a producer whose reader has seen enough, as a pipe would', async () => {
    const result = await run([shell('while :; do echo line; done'), shell('head -1')])
    expect(result).toMatchObject({ stdout: 'line\n', cut: null })
  })

  it('sends outputs where the redirects say', async () => {
    const both = 'echo out; echo err >&2'
    expect(await run([shell(both)])).toMatchObject({ stdout: 'out\n', stderr: 'err\n' })
    expect(await run([shell(both, { stderr: 'null' })])).toMatchObject({
      stdout: 'out\n',
      stderr: '',
    })
    expect(await run([shell(both, { stdout: 'null' })])).toMatchObject({
      stdout: '',
      stderr: 'err\n',
    })
    const joined = await run([shell(both, { stderr: 'out' }), shell('sort')])
    expect(joined).toMatchObject({ stdout: 'err\nout\n', stderr: '' })
  })

  it('gives the first command nothing to read', async () => {
    expect(await run([shell('cat; echo end')])).toMatchObject({ stdout: 'end\n' })
  })

  it('keeps output up to the limit, then ends the pipeline and says so', async () => {
    const result = await run([shell('while :; do echo 123456789; done')])
    expect(result.stdout).toHaveLength(1_000)
    expect(result).toMatchObject({ cut: 'output', exitCodes: [null] })
  })

  it('ends what takes too long, with everything it started', async () => {
    // Were a grandchild left, it would hold the output open and the run would not end.
    const result = await run([shell('sleep 600 & sleep 600')], {
      limits: { ...limits, timeMs: 50 },
    })
    expect(result).toMatchObject({ cut: 'time', exitCodes: [null] })
  })

  it('ends at once when the run was stopped before', async () => {
    const stop = new AbortController()
    stop.abort()
    const result = await run([shell('sleep 600')], { signal: stop.signal })
    expect(result).toMatchObject({ cut: 'stopped' })
  })

  it('answers 127 for a program that cannot be started', async () => {
    const stage = { ...shell(''), path: '/nowhere/sh' }
    expect(await run([stage])).toMatchObject({ exitCodes: [127], cut: null })
  })
})
