import type { AskOptions, CandidateAnswer, CandidateSource } from '@partial-trust/core'
import type { RegisteredCorridor } from '@partial-trust/engine'
import type { FaultKind, ScheduleChange } from '@partial-trust/testing'
import { isDefined } from 'partial-trust'

type Schema = Readonly<Record<string, unknown>>

/** What a corridor's source does in a rig. */
export type Script =
  /** Answers with the value; through the HTTP simulator where the corridor asks the policy. */
  | { readonly kind: 'answer'; readonly value: (schema: Schema, ordinal: number) => unknown }
  /** Misbehaves as a source can, whoever is behind it. */
  | { readonly kind: 'strike'; readonly ask: (options: AskOptions) => Promise<CandidateAnswer> }
  /** Misbehaves as an endpoint can; only where the corridor asks the policy. */
  | { readonly kind: 'endpoint'; readonly fault: FaultKind; readonly lateMs: number }

export type StandIn = {
  readonly schedule: ScheduleChange
  asked(): number
  schema(): Schema | null
  /** What the simulated endpoint says; undefined: of the request's schema. */
  text(): string | undefined
  source(own: CandidateSource | null, asksPolicy: boolean): CandidateSource | null
}

/** Stands between a corridor and whom it asks: counts, and answers by the script. */
export function openStandIn(script: Script): StandIn {
  let asked = 0
  let schema: Schema | null = null
  const value = (): unknown =>
    script.kind === 'answer' ? script.value(schema ?? {}, asked - 1) : undefined
  return {
    schedule:
      script.kind === 'endpoint'
        ? { fault: script.fault, late_ms: script.lateMs }
        : { fault: null },
    asked: () => asked,
    schema: () => schema,
    text: () => (script.kind === 'answer' ? (JSON.stringify(value()) ?? '') : undefined),
    source(own, asksPolicy) {
      if (own === null) return null
      const { route } = own
      return {
        route,
        async ask(request, options) {
          asked += 1
          ;({ schema } = request)
          if (script.kind === 'strike') return script.ask(options)
          if (asksPolicy) return own.ask(request, options)
          return { kind: 'answered', value: value(), meta: metaOf(route) }
        },
      }
    },
  }
}

/** For corridors that are not the subject. */
export function asksNobody(): null {
  return null
}

export type UnderTest = {
  readonly deadlineMs: number
  readonly source: (own: CandidateSource | null) => CandidateSource | null
}

/** The corridor as it is, but for whom it asks, its deadline and its sample. */
export function underTest(
  registered: RegisteredCorridor,
  { deadlineMs, source }: UnderTest,
): RegisteredCorridor {
  const own = { ...registered.own, deadlineMs, sampleRate: 1 }
  if (isDefined(registered)) {
    const defined: typeof registered = {
      ...registered,
      own,
      bind: (parts) => ({ ...registered.bind({ ...parts, standIn: source }), own }),
    }
    return defined
  }
  return {
    ...registered,
    own,
    open: (parts) => registered.open({ ...parts, source: source(parts.source) }),
  }
}

/** What a source says of itself beside its answer. */
export function metaOf(route: CandidateSource['route']): CandidateAnswer['meta'] {
  return {
    profile: route?.profile ?? 'verify',
    task_id: route?.task_id ?? 'verify',
    escalated: false,
    provider: route?.provider ?? 'simulated',
    model: route?.model ?? 'simulated',
    attempts: 1,
    input_tokens: null,
    output_tokens: null,
  }
}
