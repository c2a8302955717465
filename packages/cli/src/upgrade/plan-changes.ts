import { lintPlan, type CorridorLists } from '@partial-trust/core'
import type { LoadedPlan } from '@partial-trust/plan'
import { readTextFile, UserError } from '@partial-trust/settings'
import { parseYaml } from '@partial-trust/settings/yaml'
import { change, planKeys, type Change } from './format-changes.js'

/** What is otherwise with one corridor's plan; one that is built in changes with the version itself. */
export function planChanges(corridor: CorridorLists, load: () => LoadedPlan): readonly Change[] {
  let loaded: LoadedPlan
  try {
    loaded = load()
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return [change('plan-refused', `the plan of ${corridor.intent}`, error.message)]
  }
  const { file, plan, declaresAlpha, lineAt } = loaded
  if (file === null) return []
  const errors = lintPlan(plan, { declaresAlpha, corridor }).filter(
    ({ severity }) => severity === 'error',
  )
  const { document } = parseYaml(readTextFile(file))
  const unstated = planKeys.filter(({ path }) => !document.hasIn(path))
  return [
    ...errors.map(({ id, rule, problem, suggestion, path }) => {
      const line = path.length === 0 ? null : lineAt(path)
      const where = line === null ? file : `${file}:${line}`
      return change('plan-lint', where, `${id} ${rule}: ${problem} ${suggestion}`)
    }),
    ...unstated.map(({ path, before, now }) =>
      change('plan-default', file, `${path.join('.')} is not stated: it ${before}, and is ${now}`),
    ),
  ]
}
