import { spawn, type ChildProcess } from 'node:child_process'
import { Readable, type Writable } from 'node:stream'
import type { Sink } from '../shell/shell.js'
import { collect } from './collect-output.js'
import type { Limits } from './limits.js'

/** One command of a pipeline, checked and ready: a program with its environment, or text of our own. */
export type Stage = (
  | {
      readonly kind: 'program'
      /** What the program is told it is called. */
      readonly name: string
      /** Absolute. */
      readonly path: string
      readonly args: readonly string[]
      readonly env: Readonly<Record<string, string>>
    }
  | { readonly kind: 'literal'; readonly output: string }
) & { readonly stdout: Sink; readonly stderr: Sink }

export type PipelineResult = {
  /** Exit code of each command in order; null for one that a signal ended. */
  readonly exitCodes: readonly (number | null)[]
  readonly stdout: Buffer
  readonly stderr: Buffer
  /** Set when a limit ended the pipeline early: the output is not complete. */
  readonly cut: Cut | null
}
export type Cut = 'time' | 'output' | 'stopped'

/** Everything the pipelines of a run share. */
export type PipelineSettings = {
  readonly cwd: string
  readonly limits: Pick<Limits, 'timeMs' | 'outputBytes'>
  readonly signal: AbortSignal
}

type Started = {
  readonly child: ChildProcess | null
  readonly exit: Promise<number | null>
  readonly onward: readonly Readable[]
  readonly errors: readonly Readable[]
}

const mostErrorBytes = 65_536

/** Runs the stages side by side, each fed by the one before, without a shell and with input closed. */
export async function runPipeline(
  stages: readonly Stage[],
  { cwd, limits, signal }: PipelineSettings,
): Promise<PipelineResult> {
  let cut: Cut | null = null
  const started: Started[] = []
  const stop = (reason: Cut): void => {
    cut ??= reason
    for (const { child } of started) killGroup(child)
  }
  const out = collect(limits.outputBytes, () => stop('output'))
  const err = collect(mostErrorBytes, () => undefined)
  const timer = setTimeout(() => stop('time'), limits.timeMs)
  const onAbort = (): void => stop('stopped')
  signal.addEventListener('abort', onAbort)
  try {
    for (const [index, stage] of stages.entries()) started.push(startStage(stage, index > 0, cwd))
    if (signal.aborted) onAbort()
    for (const [index, { onward, errors }] of started.entries()) {
      for (const source of errors) source.on('data', (chunk: Buffer) => err.add(chunk))
      const next = started[index + 1]
      if (next === undefined) {
        for (const source of onward) source.on('data', (chunk: Buffer) => out.add(chunk))
      } else connect(onward, next.child?.stdin ?? null)
    }
    const exitCodes = await Promise.all(started.map(({ exit }) => exit))
    return { exitCodes, stdout: out.bytes(), stderr: err.bytes(), cut }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
    stop('stopped')
  }
}

function startStage(stage: Stage, fed: boolean, cwd: string): Started {
  if (stage.kind === 'literal') {
    const source = Readable.from(stage.output === '' ? [] : [Buffer.from(stage.output)])
    const exit = new Promise<number>((resolve) => source.on('close', () => resolve(0)))
    if (stage.stdout === 'null') source.resume()
    return {
      child: null,
      exit,
      onward: stage.stdout === 'out' ? [source] : [],
      errors: stage.stdout === 'err' ? [source] : [],
    }
  }
  const child = spawn(stage.path, [...stage.args], {
    cwd,
    argv0: stage.name,
    env: { ...stage.env },
    // A group of its own, so that whatever it started goes with it.
    detached: true,
    shell: false,
    stdio: [
      fed ? 'pipe' : 'ignore',
      stage.stdout === 'null' ? 'ignore' : 'pipe',
      stage.stderr === 'null' ? 'ignore' : 'pipe',
    ],
  })
  const exit = new Promise<number | null>((resolve) => {
    child.on('error', () => resolve(127))
    child.on('close', (code) => resolve(code))
  })
  const outputs = [
    { stream: child.stdout, sink: stage.stdout },
    { stream: child.stderr, sink: stage.stderr },
  ]
  const going = (to: Sink): Readable[] =>
    outputs.flatMap(({ stream, sink }) => (sink === to && stream !== null ? [stream] : []))
  return { child, exit, onward: going('out'), errors: going('err') }
}

/** Feeds `sink` until every source has ended; when it stops reading, the sources are cut off, as a pipe would. */
function connect(sources: readonly Readable[], sink: Writable | null): void {
  if (sink === null) {
    for (const source of sources) source.resume()
    return
  }
  let open = sources.length
  if (open === 0) sink.end()
  sink.on('error', () => undefined) // the reader went away: told by 'close' below
  sink.on('close', () => {
    for (const source of sources) source.destroy()
  })
  for (const source of sources) {
    source.pipe(sink, { end: false })
    source.on('close', () => {
      open -= 1
      if (open === 0) sink.end()
    })
  }
}

function killGroup(child: ChildProcess | null): void {
  if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // already gone
  }
}
