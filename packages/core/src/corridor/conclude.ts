import { errorName, partOf } from '../record/index.js'
import type { CandidateSummary, ErrorName, Mode, ReasonCode, Status } from '../record/index.js'
import { metaOf, type Attempt } from './attempt.js'
import { withdrawn } from './authorities.js'
import type { Outcome } from './corridor.js'
import { unasked } from './course.js'
import type { CandidateFacts, Course, Ending } from './course.js'
import type { Engine } from './engine.js'
import { nothingGranted } from './grant.js'
import type { Grant } from './grant.js'
import { judge } from './judgement.js'
import type { Judgement } from './judgement.js'

/**
 * Checks 9 to 12. Everything that takes time comes first: the rules, the corridor's `decide`, the other
 * authorities. Then live control is looked at, and last the clock, so that neither a kill nor the
 * deadline can pass unseen while a candidate is judged.
 */
export function conclude<Command, Decision, Candidate>(
  engine: Engine<Command, Decision, Candidate>,
  course: Course<Command, Decision>,
  attempted: Attempt,
  startedMs: number,
): Outcome<Decision> {
  const { deadlineMs } = course.given
  const judgement = judge(engine, course, attempted)
  const look = lastLook(engine)
  const elapsedMs = engine.monotonicMs() - startedMs
  const latencyMs = Number.isFinite(elapsedMs) ? Math.max(0, Math.round(elapsedMs)) : deadlineMs
  const facts: CandidateFacts = { ...unasked, latencyMs, meta: metaOf(attempted) }
  const ending = endingOf(judgement, {
    facts,
    // Phrased so that a time that cannot be told is not in time.
    inTime: elapsedMs <= deadlineMs,
    mode: course.given.mode === 'live' ? look.now.mode : 'shadow',
    closed: withdrawn(look.now, course.bucket, partOf(course.reading.summary)),
    fault: look.fault,
    leastConfidence: Math.max(leastOf(course.given), leastOf(look.now)),
  })
  const isUsed = ending.status === 'accepted_llm' && judgement.kind === 'accepted'
  const decision = isUsed ? judgement.decision : null
  return engine.give(course, ending, decision === null ? course.baseline : decision.value)
}

type Look = { readonly now: Grant; readonly fault: ErrorName | null }

function lastLook(engine: Pick<Engine<never, never, never>, 'lastGrant' | 'terms'>): Look {
  try {
    return { now: engine.lastGrant(), fault: null }
  } catch (thrown) {
    return { now: nothingGranted(engine.terms), fault: errorName(thrown) }
  }
}

type Circumstances = {
  readonly facts: CandidateFacts
  readonly inTime: boolean
  readonly mode: Mode
  /** Why what was granted at the start does not stand any more; null when it does. */
  readonly closed: ReasonCode | null
  readonly fault: ErrorName | null
  /** What live control asks for beside the corridor's own rule; 0: nothing. */
  readonly leastConfidence: number
}

function leastOf({ narrowed }: Grant): number {
  return narrowed?.leastConfidence ?? 0
}

/** A candidate that states no confidence passes; a number that is none does not. */
function isSure(
  { confidence, confidence_bucket: bucket }: CandidateSummary,
  least: number,
): boolean {
  return least <= 0 || bucket === 'missing' || (confidence !== null && confidence >= least)
}

function endingOf(
  judgement: Judgement<unknown>,
  { facts, inTime, mode, closed, fault, leastConfidence }: Circumstances,
): Ending {
  if (judgement.kind === 'given-up') {
    return { status: 'skipped', reason: closed ?? 'stage_closed', facts }
  }
  const beside: Status = mode === 'live' ? 'fallback_deterministic' : 'shadow'
  if (!inTime) return { status: beside, reason: 'timeout', facts }
  if (fault !== null) return { status: 'error', reason: fault, facts }
  if (judgement.kind === 'faulted') return { status: 'error', reason: judgement.name, facts }
  const { summary, diff } = judgement
  const seen = { ...facts, summary, diff }
  if (judgement.kind === 'refused') return { status: beside, reason: judgement.reason, facts: seen }
  if (closed !== null) return { status: 'skipped', reason: closed, facts: seen }
  if (!isSure(judgement.summary, leastConfidence)) {
    return { status: beside, reason: 'low_confidence', facts: seen }
  }
  return mode === 'shadow'
    ? { status: 'shadow', reason: 'accepted', facts: seen }
    : { status: 'accepted_llm', reason: 'accepted', facts: seen }
}
