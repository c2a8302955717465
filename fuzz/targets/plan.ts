import { isDeepStrictEqual } from 'node:util'
import { defaultPlan } from '@partial-trust/core'
import type { Plan } from '@partial-trust/core'
import { readPlan, readPlanJson } from '@partial-trust/plan'
import { UserError } from '@partial-trust/settings'
import type { Random } from '@partial-trust/testing'
import { mutateJson, mutateText, pick } from '../mutate.ts'
import { must, ofText, readOrRefused } from '../target.ts'

/** A plan file. */
export const planFile = ofText(0.1, madePlan, (text) =>
  readOrRefused(() => {
    const { plan } = readPlan(text, 'plan.yaml')
    must(isSameAgain(plan), 'a plan that was read says something else when it is read again')
  }, [UserError]),
)

/** A plan as a store or a request holds it. */
export const planJson = ofText(0.2, madeJson, (text) =>
  readOrRefused(() => {
    const value = jsonOf(text)
    if (value === undefined) throw new UserError('no JSON')
    must(
      isSameAgain(readPlanJson(value, 'a plan')),
      'a plan that was read is another when read again',
    )
  }, [UserError]),
)

/** Its defaults filled in, a plan says the same. */
function isSameAgain(plan: Plan): boolean {
  return isDeepStrictEqual(readPlanJson(JSON.parse(JSON.stringify(plan)), 'it'), plan)
}

function madeJson(random: Random): string {
  const { version, promote, alpha, stages } = defaultPlan
  // A short one is read in a fifth of the time, and hit where it hurts as often again.
  const some = random() < 0.97 ? [shortened(pick(stages, random), random)] : stages
  return JSON.stringify(mutateJson({ version, promote, alpha, stages: some }, random))
}

/** JSON is YAML, and broken into lines it is read as such. */
function madePlan(random: Random): string {
  const json = madeJson(random)
  const text = random() < 0.5 ? json : json.replaceAll(/([[{,])(?=["{])/gu, '$1\n ')
  return random() < 0.4 ? text : mutateText(text, random)
}

/** A stage with one rule to go on and one to close it. */
function shortened({ go, no_go: noGo, ...stage }: Plan['stages'][number], random: Random): unknown {
  return { ...stage, go: [pick(go, random)], no_go: [pick(noGo, random)] }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
