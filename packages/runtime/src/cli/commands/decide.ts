import { createInterface } from 'node:readline'
import type { Writable } from 'node:stream'
import { compose } from '../../compose.js'
import type { AppCorridor } from '../../service/index.js'
import { UserError } from '../../user-error.js'
import type { CliContext, RegisterCommand } from '../context.js'

/** Decisions under way at once: enough to hide the model's latency, few enough to stay in order cheaply. */
const mostUnderWay = 64
const progressEveryMs = 2000

type DecideFlags = { readonly intent?: string; readonly config?: string }

export const registerDecide: RegisterCommand = (program, context) => {
  program
    .command('decide')
    .description(
      'decide a file of commands: JSON lines in, one decision a line out, in input order',
    )
    .option('--intent <intent>', 'the corridor to use (default: PARTIAL_TRUST_INTENT)')
    .option('--config <file>', 'configuration file that registers the corridors')
    .addHelpText(
      'after',
      '\nA bad line gives an {"error":…,"line":N} line and exit 1 at the end; the rest goes on.' +
        '\n\nExample:\n  $ partial-trust decide < commands.jsonl > decisions.jsonl',
    )
    .action(async (flags: DecideFlags) => {
      const app = await compose({ env: context.env, cwd: context.cwd, configFile: flags.config })
      try {
        for (const { variable, problem } of app.health().configProblems) {
          context.stderr.write(`partial-trust: ${variable}: ${problem}; corridors are closed\n`)
        }
        const intent = flags.intent ?? app.defaultIntent
        const corridor = app.corridor(intent)
        if (corridor === undefined) {
          const known = app.corridors.map((one) => one.intent).join(', ')
          throw new UserError(`--intent ${intent}: no such corridor; registered: ${known}`, 2)
        }
        await decideLines(corridor, context)
      } finally {
        await app.close()
      }
    })
}

/** Reads ahead up to {@link mostUnderWay} lines and writes answers in input order. */
async function decideLines(corridor: AppCorridor, context: CliContext): Promise<void> {
  const pending: Promise<Line>[] = []
  let lineNumber = 0
  let written = 0
  let failed = 0
  let lastProgressMs = performance.now()

  async function writeOldest(): Promise<void> {
    const line = await pending.shift()
    if (line === undefined) return
    if (line.failed) failed++
    written++
    if (!context.stdout.write(`${line.text}\n`)) {
      await writable(context.stdout)
    }
    if (performance.now() - lastProgressMs > progressEveryMs) {
      lastProgressMs = performance.now()
      context.stderr.write(`${written} decided, ${failed} bad lines\n`)
    }
  }

  const lines = createInterface({ input: context.stdin, crlfDelay: Number.POSITIVE_INFINITY })
  context.signal.addEventListener('abort', () => lines.close(), { once: true })
  for await (const text of lines) {
    lineNumber++
    if (text.trim() === '') continue
    pending.push(decideLine(corridor, text, lineNumber))
    if (pending.length >= mostUnderWay) await writeOldest()
    if (context.signal.aborted) break
  }
  while (pending.length > 0) await writeOldest()
  context.stderr.write(`${written} decided, ${failed} bad lines\n`)
  if (failed > 0) context.setExitCode(1)
  if (context.signal.aborted) {
    context.stderr.write(
      `stopped after line ${lineNumber}; what was read is decided and recorded\n`,
    )
    context.setExitCode(1)
  }
}

/** Waits until the stream takes more, or never will. */
async function writable(stream: Writable): Promise<void> {
  if (stream.destroyed) return
  await new Promise<void>((resolve) => {
    const done = (): void => {
      stream.off('drain', done).off('close', done)
      resolve()
    }
    stream.once('drain', done).once('close', done)
  })
}

type Line = { readonly text: string; readonly failed: boolean }

async function decideLine(corridor: AppCorridor, text: string, line: number): Promise<Line> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return bad('not JSON', line)
  }
  try {
    const deciding = corridor.decide(value)
    if (deciding.kind === 'invalid') {
      const problems = deciding.problems.map(
        ({ pointer, message }) => `${pointer || '/'} ${message}`,
      )
      return bad(problems.join('; '), line)
    }
    const { decision } = await deciding.outcome
    return { text: JSON.stringify(decision), failed: false }
  } catch (error) {
    return bad(`the baseline failed (${error instanceof Error ? error.name : 'Error'})`, line)
  }
}

function bad(error: string, line: number): Line {
  return { text: JSON.stringify({ error, line }), failed: true }
}
