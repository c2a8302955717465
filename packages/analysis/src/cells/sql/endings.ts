import { ownName, reasonCodes, roleOf, unknownReason } from '@partial-trust/core'
import { mark, type Mark } from '@partial-trust/core/metrics'
import type { Dialect } from './dialect.js'
import { unanchored } from './part-condition.js'

const attempted = mark.eligible | mark.sampled | mark.attempt

/** How a record counts, as a word for SQL: the values that the core's `endingMarks` can have. */
export const endings = {
  none: 0,
  eligible: mark.eligible,
  drawn: mark.eligible | mark.sampled,
  accepted: attempted | mark.judged | mark.accepted,
  refused: attempted | mark.judged,
  failed: attempted | mark.judged | mark.error,
  timeout: attempted | mark.judged | mark.error | mark.timeout,
  error: attempted | mark.error,
} as const
export type Ending = keyof typeof endings

/** The marks that follow from how a record ended. */
export type EndingMark = Extract<
  Mark,
  'eligible' | 'sampled' | 'attempt' | 'judged' | 'error' | 'timeout' | 'accepted'
>

const names = Object.keys(endings).filter((name): name is Ending => name in endings)

/** The condition that a record's ending has a mark. */
export function hasBit(bit: EndingMark): string {
  const having = names.filter((name) => (endings[name] & mark[bit]) !== 0)
  return `ending IN (${having.map((name) => `'${name}'`).join(', ')})`
}

/** The core's `endingMarks` as an expression over `status_of`, `reason_of`, `drawn`, `version` and `is_compared`. */
export function endingOf({ matches }: Dialect): string {
  const builtIn = Object.keys(reasonCodes)
  const reasons = builtIn.map((name) => `'${name}'`)
  const refusals = builtIn.filter((name) => roleOf(name) === 'refusal').map((name) => `'${name}'`)
  const own = `${matches('reason_of', unanchored(ownName))} AND reason_of NOT IN (${[...reasons, `'${unknownReason}'`].join(', ')}) AND (is_compared OR version IS NULL)`
  const judgement = [
    `WHEN reason_of = 'timeout' THEN 'timeout'`,
    `WHEN reason_of IN (${refusals.join(', ')}) THEN 'refused'`,
    `WHEN ${own} THEN 'refused'`,
    `ELSE 'failed'`,
  ]
  return [
    'CASE',
    `WHEN status_of = 'skipped' THEN CASE WHEN drawn THEN 'drawn' ELSE 'none' END`,
    `WHEN status_of = 'error' THEN CASE WHEN drawn OR version IS NULL THEN 'error' ELSE 'none' END`,
    `WHEN status_of = 'not_sampled' THEN CASE WHEN drawn THEN 'failed' ELSE 'eligible' END`,
    `WHEN status_of NOT IN ('accepted_llm', 'fallback_deterministic', 'shadow') THEN CASE WHEN drawn THEN 'failed' ELSE 'none' END`,
    `WHEN NOT drawn THEN 'failed'`,
    `WHEN reason_of = 'accepted' AND status_of IN ('accepted_llm', 'shadow') THEN 'accepted'`,
    `WHEN status_of = 'accepted_llm' THEN 'failed'`,
    ...judgement,
    'END',
  ].join('\n      ')
}
