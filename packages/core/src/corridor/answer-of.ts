import { attemptFailures, type AttemptFailure, type ModelMeta } from '../record/index.js'
import type { Attempt } from './attempt.js'
import type { CandidateRoute } from './candidate.js'

/** Reads what a source answered; whatever is no answer counts as thrown. Never throws. */
export function answerOf(answer: unknown, route: CandidateRoute): Attempt {
  try {
    if (!isKeyed(answer)) throw new TypeError('the source answered with nothing')
    const meta = readMeta(answer['meta'], route)
    if (answer['kind'] === 'answered') return { kind: 'answered', value: answer['value'], meta }
    const failure = attemptFailures.find((known) => known === answer['failure'])
    if (answer['kind'] !== 'failed' || failure === undefined) {
      throw new TypeError('the source answered with neither a value nor a known failure')
    }
    return { kind: 'failed', failure, meta } satisfies { failure: AttemptFailure } & Attempt
  } catch (thrown) {
    return { kind: 'threw', thrown }
  }
}

/** Names that are missing are the route's: who was asked is known. */
function readMeta(given: unknown, route: CandidateRoute): ModelMeta {
  const meta = isKeyed(given) ? given : {}
  return {
    profile: textOr(meta['profile'], route.profile),
    task_id: textOr(meta['task_id'], route.task_id),
    escalated: meta['escalated'] === true,
    provider: textOr(meta['provider'], route.provider),
    model: textOr(meta['model'], route.model),
    attempts: countOrNull(meta['attempts']) ?? 1,
    input_tokens: countOrNull(meta['input_tokens']),
    output_tokens: countOrNull(meta['output_tokens']),
  }
}

function textOr(value: unknown, other: string): string {
  return typeof value === 'string' ? value : other
}

function countOrNull(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null
}

function isKeyed(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
