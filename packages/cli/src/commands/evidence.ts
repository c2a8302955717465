import { evidenceFor, oneSidedBounds, type Direction, isRecord } from '@partial-trust/core'
import type { RegisterCommand } from '../context.js'
import { inputLines } from '../input-lines.js'
import { writable } from '../writable.js'

/** `evidence`: the arithmetic behind the gates, for counts from anywhere. */
export const registerEvidence: RegisterCommand = (program, context) => {
  program
    .command('evidence')
    .description(
      'Read counts as JSON lines on stdin and print, one line each, the evidence that the rate is above or below p0 and the bounds that hold whenever one looks',
    )
    .addHelpText(
      'after',
      `
A line: {"s": events, "n": decisions, "p0": threshold, "alpha": error, "direction": "above"|"below"}
An answer: {"log_e", "lower", "upper"}; the gate fires when log_e >= ln(1/alpha). lower and upper are
one-sided at alpha each: lower > p0 says the same as "above" firing, upper < p0 as "below" firing.
A line that cannot be read answers {"error", "line"}; the rest goes on, and the exit code is 1.

Example:
  $ echo '{"s":10,"n":50,"p0":0.05,"alpha":0.01,"direction":"above"}' | partial-trust evidence
  {"log_e":5.719497313446716,"lower":0.05873990779854647,"upper":0.43494185331173163}`,
    )
    .action(async () => {
      let line = 0
      for await (const read of inputLines(context.stdin, context.signal)) {
        line += 1
        if (read.kind === 'text' && read.text.trim() === '') continue
        const answer = read.kind === 'text' ? answerLine(read.text) : { error: read.problem }
        if ('error' in answer) context.setExitCode(1)
        const output = JSON.stringify('error' in answer ? { ...answer, line } : answer)
        if (!context.stdout.write(`${output}\n`)) await writable(context.stdout)
      }
    })
}

type Answer = { readonly log_e: number; readonly lower: number; readonly upper: number }

function answerLine(text: string): Answer | { readonly error: string } {
  let question: unknown
  try {
    question = JSON.parse(text.trim()) // a byte order mark is white space, too
  } catch {
    return { error: 'not JSON' }
  }
  const fields = readQuestion(question)
  if ('error' in fields) return fields
  const { s, n, p0, alpha, direction } = fields
  const logE = evidenceFor(direction, p0)(s, n)
  if (!Number.isFinite(logE)) return { error: `p0 = ${p0} is too close to 0 to be computed with` }
  return { log_e: logE, ...oneSidedBounds(s, n, alpha) }
}

type Question = {
  readonly s: number
  readonly n: number
  readonly p0: number
  readonly alpha: number
  readonly direction: Direction
}

function readQuestion(value: unknown): Question | { readonly error: string } {
  if (!isRecord(value)) return { error: 'not a JSON object' }
  const { s, n, p0, alpha, direction } = value
  const absent = ['s', 'n', 'p0', 'alpha', 'direction'].find((key) => value[key] === undefined)
  if (absent !== undefined) return { error: `${absent} is missing` }
  if (!isCount(n))
    return {
      error: `n must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, got ${JSON.stringify(n)}`,
    }
  if (!isCount(s) || s > n) {
    return { error: `s must be a whole number from 0 to n = ${n}, got ${JSON.stringify(s)}` }
  }
  if (!isOpenShare(p0)) {
    return { error: `p0 must lie between 0 and 1, both excluded, got ${JSON.stringify(p0)}` }
  }
  if (!isOpenShare(alpha)) {
    return { error: `alpha must lie between 0 and 1, both excluded, got ${JSON.stringify(alpha)}` }
  }
  if (direction !== 'above' && direction !== 'below') {
    return { error: `direction must be "above" or "below", got ${JSON.stringify(direction)}` }
  }
  return { s, n, p0, alpha, direction }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function isOpenShare(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value < 1
}
