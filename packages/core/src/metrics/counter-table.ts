import type { Mark } from './marks.js'

/** How one counter counts, and what it is a part of. */
export type CounterRow = {
  /** The counter whose decisions these are some of; null: of none. */
  readonly within: string | null
  /**
   * Marks a decision must all have to be counted by its record. Left out: it is not read off a log, but counted
   * by a live process (`started`, outcomes, `decided`, `waits`), or by confidence (`tuned` and what follows it).
   */
  readonly all?: readonly Mark[]
  /** Marks of which it must have one as well. */
  readonly any?: readonly Mark[]
  /** What is added; default: one. */
  readonly adds?: 'inputTokens' | 'outputTokens'
}

const attempted = ['attempt'] as const
const compared = ['attempt', 'compared'] as const
const comparedInFull = ['attempt', 'compared', 'comparedInFull'] as const
const differences = [
  'readsOtherwise',
  'fillsOtherwise',
  'decidesOtherwise',
  'actsOtherwise',
] as const

/**
 * What is counted of every cell: the fold of a process, of a log and of an engine's SQL are all made from
 * these rows. Each only ever grows, so two snapshots of one cell merge by the larger value and cells of
 * different processes add up. Recorded in stores: add a row, never rename one.
 *
 * - `eligible` decisions that reached the draw (check 6), `sampled` those the draw took;
 * - `started` candidates asked for, as live processes count them at the start (a log has none);
 * - `attempts` candidates asked for whose record is complete, `judged` those that did not end in `error`;
 * - `errors` status `error`, `timeouts`, and every other failure of check 9, among the attempts;
 * - `deadlineExceeded` timed out, took longer than the deadline the record names, or names no latency;
 * - `compared` attempts where both sides gave a value; intent and entity keys count among these;
 * - `comparedInFull` those of them of which the type of the decision and any difference at all
 *   (`disagreement`) were counted too: not by versions before 0.2, nor where a record does not say;
 * - `accepted` candidates that passed every rule (in shadow mode too), among the judged;
 * - `metered` attempts that name their tokens;
 * - `decided` every decision that left a record, whatever ended it; `waits` the candidates among the attempts that
 *   were waited for and not used, `waitedMs` how long, in ms: live processes of 0.2 and later count these;
 * - outcomes reported later, by assigned arm and never by what was accepted: `Undone` taken back or wrong,
 *   `TakenBack` those of them that a later label called right after all;
 * - `tuned` candidates that were compared and state a confidence from 0 to 1 or none, `tunedWrong` those that
 *   decide otherwise than the baseline; `passes95` those at least so sure or without confidence, `wrong95` likewise.
 */
const counterTable = {
  eligible: { within: null, all: ['eligible'] },
  sampled: { within: 'eligible', all: ['sampled'] },
  started: { within: null },
  attempts: { within: 'sampled', all: attempted },
  judged: { within: 'attempts', all: ['attempt', 'judged'] },
  errors: { within: 'attempts', all: ['attempt', 'error'] },
  timeouts: { within: 'errors', all: ['attempt', 'timeout'] },
  deadlineExceeded: { within: 'attempts', all: ['attempt', 'late'] },
  compared: { within: 'attempts', all: compared },
  intentMismatch: { within: 'compared', all: [...compared, 'readsOtherwise'] },
  entityKeyMismatch: { within: 'compared', all: [...compared, 'fillsOtherwise'] },
  comparedInFull: { within: 'compared', all: comparedInFull },
  decisionTypeMismatch: { within: 'disagreement', all: [...comparedInFull, 'decidesOtherwise'] },
  disagreement: { within: 'comparedInFull', all: comparedInFull, any: differences },
  accepted: { within: 'judged', all: ['attempt', 'accepted'] },
  metered: { within: 'attempts', all: ['attempt', 'metered'] },
  inputTokens: { within: null, all: ['attempt', 'metered'], adds: 'inputTokens' },
  outputTokens: { within: null, all: ['attempt', 'metered'], adds: 'outputTokens' },
  decided: { within: null },
  waits: { within: 'attempts' },
  waitedMs: { within: null },
  candidateOutcomes: { within: null },
  candidateUndone: { within: null },
  baselineOutcomes: { within: null },
  baselineUndone: { within: null },
  candidateTakenBack: { within: null },
  baselineTakenBack: { within: null },
  tuned: { within: null },
  tunedWrong: { within: 'tuned' },
  passes99: { within: 'tuned' },
  wrong99: { within: 'passes99' },
  passes95: { within: 'tuned' },
  wrong95: { within: 'passes95' },
  passes90: { within: 'tuned' },
  wrong90: { within: 'passes90' },
  passes85: { within: 'tuned' },
  wrong85: { within: 'passes85' },
  passes80: { within: 'tuned' },
  wrong80: { within: 'passes80' },
  passes70: { within: 'tuned' },
  wrong70: { within: 'passes70' },
  passes60: { within: 'tuned' },
  wrong60: { within: 'passes60' },
  passes50: { within: 'tuned' },
  wrong50: { within: 'passes50' },
} as const satisfies Readonly<Record<string, CounterRow>>

export type Counter = keyof typeof counterTable

/** The rows, each counter's whole being a counter too: the compiler holds the table to it. */
export const counterRows: Readonly<Record<Counter, CounterRow & { within: Counter | null }>> =
  counterTable

/** In the order of the table, which is their order in a vector. */
export const counterNames: readonly Counter[] = Object.keys(counterTable).filter(isCounter)

export function isCounter(name: string): name is Counter {
  return Object.hasOwn(counterTable, name)
}
