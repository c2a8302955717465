import type { Random } from '../seeded-random.js'
import { isFaultKind } from './faults.js'
import type { FaultKind } from './faults.js'

/** How the simulator behaves from now on. Rates are shares of requests, 0 to 1. */
export type FaultSchedule = {
  /** Every answer takes this long, in milliseconds, 0 or more. */
  readonly latency_ms: number
  /** Up to so many milliseconds more, evenly spread. */
  readonly jitter_ms: number
  /** Share answered with 429, 500, 503 or a reset connection. */
  readonly error_rate: number
  /** Share never answered. */
  readonly hang_rate: number
  /** Share whose JSON is cut off or of another shape. */
  readonly bad_json_rate: number
  /** Share answered in good form but wrongly, as the corridor's answer has it: another intent, an item nobody asked for. */
  readonly wrong_rate: number
  /** Strikes every request, whatever the rates say; null: none. */
  readonly fault: FaultKind | null
  /** How late `late_success` and `late_failure` are, in milliseconds. */
  readonly late_ms: number
}

export const defaultSchedule: FaultSchedule = {
  latency_ms: 60,
  jitter_ms: 40,
  error_rate: 0,
  hang_rate: 0,
  bad_json_rate: 0,
  wrong_rate: 0,
  fault: null,
  late_ms: 300,
}

/** What happens to one request. */
export type Course = {
  readonly delayMs: number
  readonly fault: FaultKind | null
  readonly wrong: boolean
}

const errorFaults = ['status_429', 'status_500', 'status_503', 'reset_before_headers'] as const
const badJsonFaults = ['bad_json', 'prose', 'wrong_schema'] as const

/** Draws a request's course; always takes the same number of draws, so that one rate moves no other's victims. */
export function drawCourse(schedule: FaultSchedule, random: Random): Course {
  const [delay, errs, hangs, badJson, wrong, which] = [
    random(),
    random(),
    random(),
    random(),
    random(),
    random(),
  ]
  return {
    delayMs: schedule.latency_ms + schedule.jitter_ms * delay,
    fault: pickFault(),
    wrong: wrong < schedule.wrong_rate,
  }

  function pickFault(): FaultKind | null {
    if (schedule.fault !== null) return schedule.fault
    if (errs < schedule.error_rate) return oneOf(errorFaults)
    if (hangs < schedule.hang_rate) return 'hang_before_headers'
    if (badJson < schedule.bad_json_rate) return oneOf(badJsonFaults)
    return null
  }

  function oneOf<Kind>(kinds: readonly [Kind, ...Kind[]]): Kind {
    return kinds[Math.floor(which * kinds.length)] ?? kinds[0]
  }
}

export type ScheduleChange = Partial<FaultSchedule>
export type CheckedChange =
  | { readonly kind: 'change'; readonly change: ScheduleChange }
  | { readonly kind: 'refused'; readonly problem: string }

const upperBounds: Readonly<Record<string, number>> = {
  latency_ms: 60_000,
  jitter_ms: 60_000,
  late_ms: 60_000,
  error_rate: 1,
  hang_rate: 1,
  bad_json_rate: 1,
  wrong_rate: 1,
}

/** Checks a change that arrives from outside, as JSON or as flags. */
export function checkChange(value: unknown): CheckedChange {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refused('a change is a JSON object, e.g. {"error_rate": 0.2}')
  }
  for (const [key, wanted] of Object.entries(value)) {
    const upper = Object.hasOwn(upperBounds, key) ? upperBounds[key] : undefined
    if (upper !== undefined) {
      const fits = typeof wanted === 'number' && wanted >= 0 && wanted <= upper
      if (!fits) return refused(`${key} must be a number from 0 to ${upper}`)
    } else if (key === 'fault') {
      const fits = wanted === null || (typeof wanted === 'string' && isFaultKind(wanted))
      if (!fits) return refused('fault must be null or one of the kinds that /__sim/faults lists')
    } else {
      return refused(`unknown key; known are ${Object.keys(defaultSchedule).join(', ')}`)
    }
  }
  return { kind: 'change', change: value }
}

function refused(problem: string): CheckedChange {
  return { kind: 'refused', problem }
}
