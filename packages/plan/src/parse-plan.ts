import type { Plan } from '@partial-trust/core'
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import type { YamlPath } from '@partial-trust/settings/yaml'
import { gateMetrics, planSchema } from './plan-schema.js'

export type PlanProblem = { readonly path: YamlPath; readonly problem: string }

export type ParsedPlan =
  | {
      readonly kind: 'plan'
      readonly plan: Plan
      /** Whether the plan states both alphas instead of taking the defaults. */
      readonly declaresAlpha: boolean
    }
  | { readonly kind: 'invalid'; readonly problems: readonly PlanProblem[] }

let compiled: ValidateFunction<Plan> | undefined

/** Compiled at the first plan: most commands never read one, and it costs them 10 MB. */
function planValidator(): ValidateFunction<Plan> {
  compiled ??= new Ajv2020({
    allErrors: true,
    discriminator: true,
    useDefaults: true,
    allowUnionTypes: true,
    // Held to its meta-schema by a test: compiling that one would take longer than all else.
    meta: false,
    validateSchema: false,
  }).compile<Plan>(planSchema)
  return compiled
}

/** Reads a plan from parsed YAML or JSON and fills in every default. */
export function parsePlan(value: unknown): ParsedPlan {
  const filled: unknown = structuredClone(value)
  fillGates(filled)
  const declaresAlpha = declares(filled, 'go') && declares(filled, 'rollback')
  const isPlan = planValidator()
  if (!isPlan(filled)) {
    return { kind: 'invalid', problems: (isPlan.errors ?? []).filter(isTelling).map(problemOf) }
  }
  const problems = contradictions(filled)
  return problems.length > 0
    ? { kind: 'invalid', problems }
    : { kind: 'plan', plan: filled, declaresAlpha }
}

/** Defaults of gates: the validator fills none inside alternatives. */
function fillGates(plan: unknown): void {
  if (!isRecord(plan) || !Array.isArray(plan['stages'])) return
  for (const stage of plan['stages']) {
    if (!isRecord(stage)) continue
    for (const gates of [stage['go'], stage['no_go']]) {
      if (!Array.isArray(gates)) continue
      for (const gate of gates) {
        if (!isRecord(gate)) continue
        if (gate['metric'] === 'latency') gate['quantile'] ??= 0.95
        else if (gate['metric'] === 'undone' && gates === stage['no_go']) gate['ratio'] ??= 1
        else if ('above' in gate || 'below' in gate) gate['of'] ??= 'sampled'
      }
    }
  }
}

function declares(plan: unknown, alpha: 'go' | 'rollback'): boolean {
  return isRecord(plan) && isRecord(plan['alpha']) && alpha in plan['alpha']
}

/** What a schema cannot say. */
function contradictions({ stages }: Plan): PlanProblem[] {
  const problems: PlanProblem[] = []
  for (const [index, { name, min_days, max_days }] of stages.entries()) {
    if (stages.findIndex((stage) => stage.name === name) < index) {
      problems.push({ path: ['stages', index, 'name'], problem: `repeats the name "${name}"` })
    }
    if (max_days < min_days) {
      problems.push({
        path: ['stages', index, 'max_days'],
        problem: `is ${max_days}, less than min_days ${min_days}`,
      })
    }
  }
  return problems
}

/** "Matches none of the alternatives" adds nothing to what each alternative said. */
function isTelling({ keyword }: ErrorObject): boolean {
  return keyword !== 'oneOf' && keyword !== 'if'
}

function problemOf({ instancePath, keyword, params, message }: ErrorObject): PlanProblem {
  const path = instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  switch (keyword) {
    case 'additionalProperties':
      return {
        path: [...path, String(params['additionalProperty'])],
        problem: 'is not a key of a plan here',
      }
    case 'discriminator':
      return {
        path: [...path, 'metric'],
        problem: `${JSON.stringify(params['tagValue'] ?? null)} is no metric of this list; it can be ${metricsOf(path).join(', ')}`,
      }
    case 'enum':
      return { path, problem: `must be one of ${JSON.stringify(params['allowedValues'])}` }
    case 'const':
      return { path, problem: `must be ${JSON.stringify(params['allowedValue'])}` }
    case 'minimum':
      return { path, problem: `must be ${roundedUp(params['limit'])} or more` }
    default:
      return { path, problem: message ?? 'is not valid' }
  }
}

/** The metrics that a gate may have there. */
function metricsOf(path: readonly string[]): readonly string[] {
  return gateMetrics[path.includes('no_go') ? 'no_go' : 'go']
}

/** A limit as somebody would write it: what is copied from the message holds. */
function roundedUp(limit: unknown): string {
  return typeof limit === 'number' ? String(Math.ceil(limit * 10_000) / 10_000) : String(limit)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
