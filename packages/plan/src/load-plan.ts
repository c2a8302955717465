import { resolve } from 'node:path'
import { defaultPlan, type Plan } from '@partial-trust/core'
import { isThere, messageOf, readTextFile, UserError } from '@partial-trust/settings'
import { parseYaml, type YamlPath } from '@partial-trust/settings/yaml'
import { parsePlan, type PlanProblem } from './parse-plan.js'

/** The name under which a plan is looked for. */
const planFileName = 'partial-trust.plan.yaml'

export type LoadedPlan = {
  readonly plan: Plan
  /** Absolute path; null for the plan that is built in. */
  readonly file: string | null
  readonly declaresAlpha: boolean
  /** Whether it states a deadline, or takes that of the corridor it is for. */
  readonly declaresDeadline: boolean
  /** Line of the value at a path such as `['stages', 0, 'go', 1]`; null in the built-in plan. */
  readonly lineAt: (path: YamlPath) => number | null
}

/**
 * The plan at `given`, else `partial-trust.plan.yaml` in `cwd`, else the built-in one.
 *
 * @throws {UserError} naming file, line and reason of everything that is wrong. A plan that cannot be read is
 *   never replaced by the built-in one.
 */
export function loadPlan(cwd: string, given?: string): LoadedPlan {
  const file = resolve(cwd, given ?? planFileName)
  if (given === undefined && !isThere(file)) {
    return {
      plan: defaultPlan,
      file: null,
      declaresAlpha: true,
      declaresDeadline: false,
      lineAt: () => null,
    }
  }
  return readPlan(readText(file), file)
}

/** Reads the text of a plan; `name` stands in messages. */
export function readPlan(text: string, name: string): LoadedPlan {
  const yaml = parseYaml(text)
  const { document } = yaml
  const [broken] = document.errors
  if (broken !== undefined) {
    throw new UserError(`${name}:${yaml.lineOfOffset(broken.pos[0])}: ${broken.message}`)
  }
  const read = yaml.data()
  if (read.kind === 'endless') throw new UserError(`${name}:${read.line}: ${read.problem}`)
  const { value } = read
  const parsed = parsePlan(value)
  if (parsed.kind === 'plan') {
    return {
      plan: parsed.plan,
      declaresAlpha: parsed.declaresAlpha,
      declaresDeadline: typeof value === 'object' && value !== null && 'deadline_ms' in value,
      file: name,
      lineAt: (path) => yaml.lineAt(path),
    }
  }
  const lines = parsed.problems.map(({ path, problem }) => {
    const line = problem.startsWith('is not a key') ? yaml.lineOfKey(path) : yaml.lineAt(path)
    return `${name}:${line}: ${nameOf(path)} ${problem}`
  })
  throw new UserError([...new Set(lines)].join('\n'))
}

/** A plan kept as JSON, as live control keeps the one a rollout was started with. */
export function readPlanJson(value: unknown, name: string): Plan {
  const parsed = parsePlan(value)
  if (parsed.kind === 'plan') return parsed.plan
  const problems = parsed.problems.map(
    ({ path, problem }: PlanProblem) => `${nameOf(path)} ${problem}`,
  )
  throw new UserError(`${name}: ${problems.join('; ')}`)
}

function readText(file: string): string {
  try {
    return readTextFile(file)
  } catch (error) {
    const reason = messageOf(error)
    throw new UserError(`the plan ${file} cannot be read: ${reason}`, 1, { cause: error })
  }
}

/** `stages[0].go[1].below`; `the plan` for the whole. */
function nameOf(path: YamlPath): string {
  if (path.length === 0) return 'the plan'
  return path
    .map((part, index) => {
      const text = String(part)
      if (/^\d+$/u.test(text)) return `[${text}]`
      return index === 0 ? text : `.${text}`
    })
    .join('')
}
