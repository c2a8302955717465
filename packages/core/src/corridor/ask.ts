import type { ReasonCode, Status } from '../record/index.js'
import { attempt, healthOf, metaOf } from './attempt.js'
import type { CandidateRequest } from './candidate.js'
import { conclude } from './conclude.js'
import type { DecideOptions, Outcome } from './corridor.js'
import { unasked } from './course.js'
import type { Course } from './course.js'
import type { Engine } from './engine.js'
import { atOnce, isSignal } from './foreign.js'

/**
 * Checks 7 and 8, then the candidate, within the deadline. What it throws was thrown before anybody was asked.
 *
 * @param startedMs Monotonic milliseconds from which the deadline counts.
 */
export function ask<Command, Decision, Candidate>(
  engine: Engine<Command, Decision, Candidate>,
  course: Course<Command, Decision>,
  startedMs: number,
  options: DecideOptions | undefined,
): Promise<Outcome<Decision>> {
  const { definition, source } = engine
  const { closed, deadlineMs, mode } = course.given
  const refuse = (status: Status, reason: ReasonCode): Promise<Outcome<Decision>> =>
    Promise.resolve(engine.give(course, { status, reason, facts: unasked }, course.baseline))
  const route = source?.route ?? null
  if (closed !== null || source === null || route === null) {
    return refuse('skipped', 'policy_disabled')
  }
  const callerSignal = isSignal(options?.signal) ? options.signal : undefined
  const pass = engine.lane.enter(startedMs)
  if (typeof pass === 'string') return refuse('skipped', pass)
  let request: CandidateRequest | null = null
  try {
    request = requestOf(definition.request(course.command))
  } finally {
    if (request === null) pass.giveBack(startedMs)
  }
  if (request === null) {
    return refuse(mode === 'live' ? 'fallback_deterministic' : 'shadow', 'empty_text')
  }
  const asked = request
  engine.announce(course)
  return new Promise((resolve) => {
    attempt(
      source,
      asked,
      {
        timers: engine.timers,
        monotonicMs: engine.monotonicMs,
        startedMs,
        deadlineMs,
        validate: (value) => atOnce(definition.parse(value)),
        route,
        callerSignal,
        closedSignal: engine.closing(),
      },
      (attempted) => {
        pass.leave(healthOf(attempted), metaOf(attempted), engine.monotonicMs())
        resolve(conclude(engine, course, attempted, startedMs))
      },
    )
  })
}

/** @throws {TypeError} when it is neither a request nor null. */
function requestOf(request: CandidateRequest | null): CandidateRequest | null {
  const value: unknown = atOnce(request)
  if (value === null || value === undefined) return null
  if (typeof value !== 'object' || !isWhole(request)) {
    throw new TypeError('a request must hold a system text, a prompt and a schema')
  }
  return request
}

function isWhole(request: CandidateRequest | null): boolean {
  if (request === null) return false
  const { system, prompt, schema } = request
  return typeof system === 'string' && typeof prompt === 'string' && typeof schema === 'object'
}
