import { openProduct } from '@partial-trust/host'
import { Option } from 'commander'
import type { AppCorridor } from 'partial-trust'
import { UserError } from '@partial-trust/settings'
import { noCorridor } from '../control-access.js'
import type { CliContext, RegisterCommand } from '../context.js'
import { inputLines } from '../input-lines.js'
import type { InputLine } from '../input-lines.js'
import { sayWhatWasLost } from '../say-what-was-lost.js'
import { writable } from '../writable.js'

/** Decisions under way at once: enough to hide the model's latency, few enough to stay in order cheaply. */
const mostUnderWay = 64
const progressEveryMs = 2000

type DecideFlags = {
  readonly corridor?: string
  /** As it was called before. */
  readonly intent?: string
  readonly config?: string
}

export const registerDecide: RegisterCommand = (program, context) => {
  program
    .command('decide')
    .description(
      'decide a file of commands: JSON lines in, one decision a line out, in input order',
    )
    .option('--corridor <intent>', 'the corridor to use (default: the only one)')
    .addOption(new Option('--intent <intent>').hideHelp().conflicts('corridor'))
    .option('--config <file>', 'configuration file that registers the corridors')
    .addHelpText(
      'after',
      '\nA bad line gives an {"error":…,"line":N} line and exit 1 at the end; the rest goes on.' +
        '\n\nExample:\n  $ partial-trust decide < commands.jsonl > decisions.jsonl',
    )
    .action(async (flags: DecideFlags) => {
      const app = await openProduct({ ...context, configFile: flags.config })
      try {
        for (const { variable, problem } of app.health().configProblems) {
          context.stderr.write(`partial-trust: ${variable}: ${problem}; corridors are closed\n`)
        }
        const intent = flags.corridor ?? flags.intent ?? app.defaultIntent
        const corridor = app.corridor(intent)
        if (corridor === undefined) {
          const known = app.corridors.map((one) => one.intent)
          throw new UserError(
            intent === null
              ? `several corridors are registered; give --corridor one of: ${known.join(', ')}`
              : noCorridor(intent, known),
            2,
          )
        }
        await decideLines(corridor, context)
      } finally {
        await app.close()
        sayWhatWasLost(app.health().riskLog, context)
      }
    })
}

/** Reads ahead up to {@link mostUnderWay} lines; writes each answer once those before it are written. */
async function decideLines(corridor: AppCorridor, context: CliContext): Promise<void> {
  let lineNumber = 0
  let written = 0
  let failed = 0
  let lastProgressMs = performance.now()

  async function writeInTurn(before: Promise<void> | undefined, line: Promise<Line>) {
    await before
    const answer = await line
    if (answer.failed) failed++
    written++
    if (!context.stdout.write(`${answer.text}\n`)) await writable(context.stdout)
    if (performance.now() - lastProgressMs > progressEveryMs) {
      lastProgressMs = performance.now()
      context.stderr.write(`${written} decided, ${failed} bad lines\n`)
    }
  }

  const writing: Promise<void>[] = []
  for await (const line of inputLines(context.stdin, context.signal)) {
    lineNumber++
    if (line.kind === 'text' && line.text.trim() === '') continue
    writing.push(writeInTurn(writing.at(-1), decideLine(corridor, line, lineNumber)))
    if (writing.length >= mostUnderWay) await writing.shift()
    if (context.signal.aborted) break
  }
  await writing.at(-1)
  context.stderr.write(`${written} decided, ${failed} bad lines\n`)
  if (failed > 0) context.setExitCode(1)
  if (context.signal.aborted) {
    context.stderr.write(
      `stopped after line ${lineNumber}; what was read is decided and recorded\n`,
    )
    context.setExitCode(1)
  }
}

type Line = { readonly text: string; readonly failed: boolean }

async function decideLine(corridor: AppCorridor, input: InputLine, line: number): Promise<Line> {
  if (input.kind === 'refused') return bad(input.problem, line)
  let value: unknown
  try {
    value = JSON.parse(input.text)
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
