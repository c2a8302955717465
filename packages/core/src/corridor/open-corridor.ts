import { attempt, healthOf } from './attempt.js'
import type { Attempt } from './attempt.js'
import { firstNo, grant, withdrawn } from './authorities.js'
import type { Grant } from './authorities.js'
import { budget } from './budget.js'
import type { Reservation } from './budget.js'
import type { CandidateRequest, CandidateSource } from './candidate.js'
import { circuitBreaker } from './circuit-breaker.js'
import type { ControlView } from './control-view.js'
import type { CorridorDefinition, DecisionIds } from './corridor-definition.js'
import type { CorridorParts } from './corridor-parts.js'
import { defaultLimits } from './corridor-settings.js'
import type { Corridor, DecideOptions, Outcome } from './corridor.js'
import { epochOf } from './epoch.js'
import { errorName } from './error-name.js'
import type { ErrorName } from './error-name.js'
import { closedLists, judge } from './judgement.js'
import type { ReasonCode } from './reason-codes.js'
import { recordMaker, unasked, unread } from './record-maker.js'
import type { Findings, RecordedCourse } from './record-maker.js'
import type { RiskRecord } from './risk-record.js'
import { sampleBucket } from './sampling.js'
import type { Status } from './status.js'
import { timestampFormatter } from './timestamp.js'

/** Everything about one decision that is known before a candidate is asked for. */
type Course<Command, Decision> = RecordedCourse & {
  readonly command: Command
  readonly baseline: Decision
}

const unmanaged: ControlView = { kind: 'unmanaged' }

/**
 * Opens a corridor over its parts. The baseline is always computed; a candidate replaces it only
 * if every authority says yes (SPEC section 3), and any doubt ends at the baseline.
 *
 * What can be answered without waiting is answered without a timer or a promise chain: most
 * decisions are not sampled, and they should cost next to nothing.
 */
export function openCorridor<Command, Decision, Candidate>(
  definition: CorridorDefinition<Command, Decision, Candidate>,
  parts: CorridorParts,
): Corridor<Command, Decision> {
  type ThisCourse = Course<Command, Decision>
  type Answer = Promise<Outcome<Decision>>

  const { settings, source, clock } = parts
  const salt = definition.salt ?? definition.intent
  const epoch = epochOf(definition, source?.route ?? null)
  const limits = { ...defaultLimits, ...parts.limits }
  const circuit = circuitBreaker(limits.circuit)
  const purse = budget(limits.budget)
  const others = parts.authorities ?? []
  const allowedMode = parts.mode ?? 'live'
  const control = parts.control ?? (() => unmanaged)
  const timestamp = timestampFormatter()
  const toRecord = recordMaker({
    intent: definition.intent,
    epoch,
    instance: parts.instance,
    deadlineMs: settings.deadlineMs,
    timestamp: () => timestamp(clock.epochMs()),
    pseudonym: parts.pseudonym,
  })
  let closing = new AbortController()
  parts.onClosed?.(() => {
    const closed = closing
    closing = new AbortController() // for those that come after a reopening
    closed.abort()
  })
  let underWay = 0
  let observerFailures = 0

  function decide(command: Command, options?: DecideOptions): Answer {
    try {
      const ids = {
        decisionId: parts.ids.decisionId(),
        traceId: definition.traceId?.(command) ?? parts.ids.traceId(),
        createdAt: timestamp(clock.epochMs()),
      }
      const baseline = definition.baseline(command, ids)
      return isPromise(baseline)
        ? baseline.then((decided) => admit(command, ids, decided, options?.signal))
        : admit(command, ids, baseline, options?.signal)
    } catch (thrown) {
      return Promise.reject(thrown)
    }
  }

  /** Checks 1 to 8; whatever throws on the way ends at the baseline. */
  function admit(
    command: Command,
    ids: DecisionIds,
    baseline: Decision,
    signal: AbortSignal | undefined,
  ): Answer {
    if (!settings.enabled) {
      return Promise.resolve({ decision: baseline, traceId: ids.traceId, record: null })
    }
    let course: ThisCourse | null = null
    let sampled = false
    try {
      course = examine(command, ids, baseline)
      const no = firstNo(course.given, {
        executes: course.reading.executes,
        intentMatches:
          course.reading.summary.intent === definition.intent &&
          settings.allowedIntent === definition.intent,
        permitted: definition.permits(command),
        bucket: course.bucket,
      })
      if (no !== null) {
        const status = no === 'not_sampled' ? 'not_sampled' : 'skipped'
        return Promise.resolve(keep(course, status, no, unasked))
      }
      sampled = true
      return tryCandidate(course, signal)
    } catch (thrown) {
      const known = course ?? unexamined(command, ids, baseline)
      return Promise.resolve(keep(known, 'error', errorName(thrown), { ...unasked, sampled }))
    }
  }

  function examine(command: Command, ids: DecisionIds, baseline: Decision): ThisCourse {
    const commandId = definition.commandId(command)
    return {
      command,
      ids,
      baseline,
      commandId,
      bucket: sampleBucket(salt, commandId),
      reading: closedLists(definition, definition.readBaseline(baseline, command)),
      given: grant(settings, control(), allowedMode, others),
    }
  }

  /** What is left to record when looking at the command threw. */
  function unexamined(command: Command, ids: DecisionIds, baseline: Decision): ThisCourse {
    const given: Grant = { closed: null, rate: 0, stage: null, mode: allowedMode }
    return { command, ids, baseline, commandId: null, bucket: 0, reading: unread, given }
  }

  /** Checks 7 and 8, then the candidate. */
  function tryCandidate(course: ThisCourse, signal: AbortSignal | undefined): Answer {
    const refused = (status: Status, reason: ReasonCode): Answer =>
      Promise.resolve(keep(course, status, reason, { ...unasked, sampled: true }))
    if (!settings.policyEnabled || source === null || source.route === null) {
      return refused('skipped', 'policy_disabled')
    }
    const startedMs = clock.monotonicMs()
    if (!circuit.tryEnter(startedMs)) return refused('skipped', 'circuit_open')
    const reservation = underWay < limits.concurrency ? purse.reserve(startedMs) : 'overloaded'
    if (reservation === 'overloaded' || reservation === null) {
      circuit.leave('neutral', startedMs)
      return refused('skipped', reservation ?? 'budget_exhausted')
    }
    let request: CandidateRequest | null = null
    try {
      request = definition.request(course.command)
    } finally {
      if (request === null) {
        reservation.release()
        circuit.leave('neutral', startedMs)
      }
    }
    if (request === null) return refused(baselineStatus(course.given.mode), 'empty_text')
    return ask(course, source, request, reservation, startedMs, signal)
  }

  function ask(
    course: ThisCourse,
    from: CandidateSource,
    request: CandidateRequest,
    reservation: Reservation,
    startedMs: number,
    callerSignal: AbortSignal | undefined,
  ): Answer {
    underWay++
    announce(course)
    const { deadlineMs } = settings
    const validate = definition.parse.bind(definition)
    return new Promise((resolve) => {
      const closedSignal = parts.onClosed === undefined ? undefined : closing.signal
      const options = { clock, startedMs, deadlineMs, validate, callerSignal, closedSignal }
      attempt(from, request, options, (ended, elapsedMs) => {
        underWay--
        const meta = ended.kind === 'answered' || ended.kind === 'failed' ? ended.meta : null
        reservation.settle(meta)
        circuit.leave(healthOf(ended), startedMs + elapsedMs)
        const latencyMs = Math.round(elapsedMs)
        resolve(conclude(course, ended, { ...unasked, sampled: true, latencyMs, meta }))
      })
    })
  }

  /** Checks 10 to 12, with another look at live control: a kill in between must win. */
  function conclude(course: ThisCourse, ended: Attempt, found: Findings): Outcome<Decision> {
    try {
      const { command, baseline, ids, reading, given } = course
      const now = grant(settings, control(), allowedMode, others)
      const mode = given.mode === 'live' ? now.mode : 'shadow'
      if (ended.kind === 'threw') return keep(course, 'error', errorName(ended.thrown), found)
      if (ended.kind === 'withdrawn') {
        return keep(course, 'skipped', withdrawn(now, course.bucket) ?? 'stage_closed', found)
      }
      if (ended.kind !== 'answered') {
        const reason = ended.kind === 'failed' ? ended.failure : 'timeout'
        return keep(course, baselineStatus(mode), reason, found)
      }
      const verdict = judge(definition, ended.value, command, baseline, reading)
      const seen = { ...found, summary: verdict.summary, diff: verdict.diff }
      if (verdict.kind === 'refused') {
        return keep(course, baselineStatus(mode), verdict.reason, seen)
      }
      const lost = withdrawn(now, course.bucket)
      if (lost !== null) return keep(course, 'skipped', lost, seen)
      if (mode === 'shadow') return keep(course, 'shadow', 'accepted', seen)
      const decision = definition.decide(verdict.candidate, command, baseline, ids)
      const record = write(course, 'accepted_llm', 'accepted', seen)
      return { decision, traceId: ids.traceId, record }
    } catch (thrown) {
      return keep(course, 'error', errorName(thrown), found)
    }
  }

  /** Ends at the baseline, with the record that says why. */
  function keep(
    course: ThisCourse,
    status: Status,
    reason: ReasonCode | ErrorName,
    found: Findings,
  ): Outcome<Decision> {
    const record = write(course, status, reason, found)
    return { decision: course.baseline, traceId: course.ids.traceId, record }
  }

  function write(
    course: ThisCourse,
    status: Status,
    reason: ReasonCode | ErrorName,
    found: Findings,
  ): RiskRecord {
    const record = toRecord(course, status, reason, found)
    try {
      parts.record(record)
    } catch {
      observerFailures++
    }
    return record
  }

  function announce(course: ThisCourse): void {
    try {
      const { stage, rate } = course.given
      parts.started?.({ epochMs: clock.epochMs(), epoch, stage, rate })
    } catch {
      observerFailures++
    }
  }

  return {
    intent: definition.intent,
    epoch,
    decide,
    use: () => ({ underWay, circuit: circuit.state, budgetSpent: purse.spent, observerFailures }),
  }
}

/** What a decision is called whose candidate did not make it. */
function baselineStatus(mode: 'live' | 'shadow'): Status {
  return mode === 'live' ? 'fallback_deterministic' : 'shadow'
}

function isPromise<Value>(value: Value | Promise<Value>): value is Promise<Value> {
  return typeof value === 'object' && value !== null && 'then' in value
}
