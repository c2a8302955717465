import type { OwnReason, Refusal, RiskRecord } from '../record/index.js'
import { isOwnReason, isReasonCode, partOf, roleOf } from '../record/index.js'
import type { CandidateSource } from './candidate.js'
import type { Clock } from './clock.js'
import type { ControlView } from './control-view.js'
import type { CorridorDefinition, DecisionIds } from './corridor-definition.js'
import type { CorridorParts } from './corridor-parts.js'
import { limitsOf } from './limits-of.js'
import type { Outcome } from './corridor.js'
import type { Course, Ending } from './course.js'
import { epochOf } from './epoch.js'
import { idSourceOf } from './decision-ids.js'
import { observed, readingOf } from './foreign.js'
import { beforeControl, grant, lastGrant } from './grant.js'
import type { Grant, Terms } from './grant.js'
import { openLane, type Lane } from './lane.js'
import { recordMaker } from './record-of.js'
import { summariesOf, type Summaries } from './summaries.js'
import { timestampFormatter } from './timestamp.js'

/** One open corridor's insides: what every step of a decision works with. */
export type Engine<Command, Decision, Candidate> = {
  readonly definition: CorridorDefinition<Command, Decision, Candidate>
  readonly terms: Terms
  readonly source: CandidateSource | null
  readonly epoch: string
  readonly salt: string
  readonly lane: Lane
  readonly summaries: Summaries
  readonly timers: Pick<Clock, 'setTimer' | 'clearTimer'>
  readonly monotonicMs: () => number
  readonly idsOf: (command: Command) => DecisionIds
  /** What the outside grants now, or would if live control said this. */
  readonly grant: (view?: ControlView) => Grant
  /** The same with live control looked at last, when everything else has been said. */
  readonly lastGrant: () => Grant
  /** Aborts when the corridor closes; undefined where nobody tells. */
  readonly closing: () => AbortSignal | undefined
  /** A rule's reason, held to the closed list. */
  readonly refusal: (reason: unknown) => Refusal | OwnReason
  readonly announce: (course: Course<Command, Decision>) => void
  /** Writes the record and answers with the decision given. */
  readonly give: (
    course: Course<Command, Decision>,
    ending: Ending,
    decision: Decision,
  ) => Outcome<Decision>
  readonly observerFailures: () => number
}

const unmanaged: ControlView = { kind: 'unmanaged' }

export function makeEngine<Command, Decision, Candidate>(
  definition: CorridorDefinition<Command, Decision, Candidate>,
  parts: CorridorParts,
): Engine<Command, Decision, Candidate> {
  const { settings, source } = parts
  const clock = readingOf(parts.clock)
  const timestamp = timestampFormatter()
  const now = (): string => timestamp(clock.epochMs())
  const epoch = epochOf(definition, source?.route ?? null)
  const terms: Terms = {
    settings,
    mode: parts.mode ?? 'live',
    answered: (source?.route ?? null) !== null,
    authorities: parts.authorities ?? [],
  }
  const shut = beforeControl(terms)
  const control = parts.control ?? (() => unmanaged)
  const toRecord = recordMaker({
    intent: definition.intent,
    epoch,
    instance: parts.instance,
    timestamp: now,
    pseudonym: parts.pseudonym,
  })
  let observerFailures = 0
  const failed = (): void => {
    observerFailures++
  }
  const closing = closingSignal(parts.onClosed)
  return {
    definition,
    terms,
    source,
    epoch,
    salt: definition.salt ?? definition.intent,
    lane: openLane(limitsOf(definition.intent, parts.limits)),
    summaries: summariesOf(definition),
    timers: parts.clock,
    monotonicMs: () => clock.monotonicMs(),
    idsOf: idSourceOf(definition, parts.ids, now),
    grant: (view) => shut ?? grant(terms, view === undefined ? control : () => view),
    lastGrant: () => lastGrant(terms, control),
    closing,
    refusal: refusalOf(definition.reasons ?? {}),
    announce({ given: { stage, rate }, reading }) {
      const { started } = parts
      if (started === undefined) return
      const part = partOf(reading.summary)
      observed(() => started({ epochMs: clock.epochMs(), epoch, stage, rate, part }), failed)
    },
    give(course, ending, decision) {
      const record: RiskRecord = toRecord(course, ending)
      observed(() => parts.record(record), failed)
      return { decision, traceId: course.ids.traceId, record }
    },
    observerFailures: () => observerFailures,
  }
}

/** A signal that aborts at the next closing; those that come after a reopening get a new one. */
function closingSignal(onClosed: CorridorParts['onClosed']): () => AbortSignal | undefined {
  if (onClosed === undefined) return () => undefined
  let closing = new AbortController()
  onClosed(() => {
    const closed = closing
    closing = new AbortController()
    closed.abort()
  })
  return () => closing.signal
}

/** Reasons that are neither declared nor built in are text, and are recorded as one fixed word. */
function refusalOf(
  declared: Readonly<Record<string, unknown>>,
): (reason: unknown) => Refusal | OwnReason {
  return (reason) => {
    if (typeof reason !== 'string') return 'rule_refused'
    if (isOwnReason(reason)) return Object.hasOwn(declared, reason) ? reason : 'rule_refused'
    return isRefusal(reason) ? reason : 'rule_refused'
  }
}

function isRefusal(reason: string): reason is Refusal {
  return isReasonCode(reason) && roleOf(reason) === 'refusal'
}
