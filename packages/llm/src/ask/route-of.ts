import type { CandidateRoute, ModelMeta } from '@partial-trust/core'
import type { AskerKind } from './asker.js'
import type { Tokens } from '../exchange.js'
import { fingerprintOf } from '../fingerprint.js'

export type AskedModel = {
  readonly kind: AskerKind
  readonly intent: string
  /** As the library or the function names itself; names that records cannot hold become `unnamed`. */
  readonly provider: string
  readonly model: string
  /** Everything else that shapes an answer. */
  readonly facts: unknown
}

/** The route of a model that is asked without a policy; its profile is the kind of asking. */
export function routeOf({ kind, intent, provider, model, facts }: AskedModel): CandidateRoute {
  return {
    profile: kind,
    task_id: intent,
    provider: recordable(provider),
    model: recordable(model),
    fingerprint: fingerprintOf([kind, provider, model, facts]),
  }
}

/** What records say about one call to it. */
export function metaOf(route: CandidateRoute, attempts: number, tokens: Tokens): ModelMeta {
  return {
    profile: route.profile,
    task_id: route.task_id,
    escalated: false,
    provider: route.provider,
    model: route.model,
    attempts,
    input_tokens: tokens.input,
    output_tokens: tokens.output,
  }
}

function recordable(name: unknown): string {
  return typeof name === 'string' && /^[\x21-\x7e]{1,200}$/.test(name) ? name : 'unnamed'
}
