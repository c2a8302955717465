import {
  differences,
  pageDifference,
  readRolloutBundle,
  textDifferences,
} from '@partial-trust/analysis/evidence-bundle'
import type { Difference, RolloutBundle } from '@partial-trust/analysis/evidence-bundle'
import { controlPlan, parseCorridorState, planOf } from '@partial-trust/control'
import type { CorridorState } from '@partial-trust/control'
import type { Plan, StageVerdict } from '@partial-trust/core'
import { readPlanJson } from '@partial-trust/plan'
import { UserError } from '@partial-trust/settings'
import { deriveRollout, readBack, type RolloutDerivation } from './derive-rollout.js'

export type CheckedRolloutBundle = {
  readonly result: 'PASS' | 'FAIL'
  readonly created_at: string
  readonly versions: RolloutBundle['versions']
  readonly configuration: string
  readonly digest: string
  /** The verdict that follows from the bundle's state, plan and counts; null when none can be derived. */
  readonly verdict: StageVerdict | null
  /** The audit entry that the judged state goes back to: hold it against the store's trail. */
  readonly audit: CorridorState['audit']
  readonly differences: readonly Difference[]
}

/**
 * Judges a rollout's counts again and names what differs from what its bundle says.
 *
 * @param name Stands in messages.
 * @throws {UserError} when the text is no bundle of a rollout.
 */
export function checkRolloutBundle(text: string, name: string): CheckedRolloutBundle {
  const { raw, bundle } = readRolloutBundle(text, name)
  const { derived, state, found } = again(bundle)
  const all = [...textDifferences(text, raw, bundle.digest), ...found]
  return {
    result: all.length === 0 ? 'PASS' : 'FAIL',
    created_at: bundle.created_at,
    versions: bundle.versions,
    configuration: bundle.configuration,
    digest: bundle.digest,
    verdict: derived?.verdict ?? null,
    audit: state?.audit ?? null,
    differences: all,
  }
}

type Again = {
  readonly derived: RolloutDerivation | null
  readonly state: CorridorState | null
  readonly found: readonly Difference[]
}

function again(bundle: RolloutBundle): Again {
  try {
    const state = parseCorridorState(bundle.state)
    const plan = planIn(bundle, state)
    const counts = readBack(bundle.cells)
    const nowMs = Date.parse(bundle.created_at)
    const derived = deriveRollout({ state, plan, counts, nowMs })
    const found = [
      ...differences('state', bundle.state, asJson(state)),
      ...differences('plan', bundle.plan, plan),
      ...differences('state.rollout.plan', state.rollout?.plan, controlPlan(plan).digest),
      ...differences('verdict', bundle.verdict, asJson(derived.verdict)),
      ...(derived.cells.length === counts.cells.size
        ? []
        : [{ where: 'cells', what: 'hold what does not count for the rollout' }]),
      ...pageDifference(bundle.page, derived.page),
    ]
    return { derived, state, found }
  } catch (error) {
    // A state, counts or a plan that the product could not have written.
    if (!isNoBundle(error)) throw error
    const found = [{ where: 'verdict', what: `cannot be derived: ${error.message}` }]
    return { derived: null, state: null, found }
  }
}

/**
 * The plan of the rollout, which was checked before it was started; another one is read as a plan file is.
 * (The demo's windows are shorter than a plan file may say.)
 */
function planIn(bundle: RolloutBundle, { rollout }: CorridorState): Plan {
  const stored = { digest: rollout?.plan ?? '', body: bundle.plan }
  return planOf(stored) ?? readPlanJson(bundle.plan, 'plan')
}

function isNoBundle(error: unknown): error is Error {
  return error instanceof UserError || error instanceof RangeError || error instanceof TypeError
}

/** As it reads once written. */
function asJson(value: object): unknown {
  const read: unknown = JSON.parse(JSON.stringify(value))
  return read
}
