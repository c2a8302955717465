import { readStoreFormat } from '@partial-trust/control'
import type { RegisteredCorridor } from '@partial-trust/engine'
import { readPolicy } from '@partial-trust/readiness/preflight'
import { epochsOf } from '@partial-trust/readiness/verification'
import type { LoadedPlan } from '@partial-trust/plan'
import type { Config, Environment } from '@partial-trust/settings'
import { change, type Change } from './format-changes.js'
import { logChanges, type LogToRead } from './log-changes.js'
import { planChanges } from './plan-changes.js'
import { storeChanges } from './store-changes.js'

type ToCheck = {
  readonly env: Environment
  readonly cwd: string
  readonly config: Config
  readonly corridors: readonly RegisteredCorridor[]
  readonly planOf: (intent: string) => LoadedPlan
  readonly log: LogToRead
}

/** Reads all that earlier versions may have left and says what is otherwise now. Changes nothing. */
export async function gatherChanges(checked: ToCheck): Promise<readonly Change[]> {
  const { env, cwd, config, corridors, planOf, log } = checked
  const policy = readPolicy(env, cwd, config)
  const refused = policy.kind === 'refused' ? policy.problems : []
  const epochs = await epochsOf(corridors, { env, cwd })
  const format = await readStoreFormat(config.state, cwd)
  const found = [
    ...environmentChanges(env, config, corridors),
    ...refused.map(({ file, line, reason }) =>
      change('policy', line === null ? file : `${file}:${line}`, reason),
    ),
    ...corridors.flatMap(({ intent, lists }) => planChanges(lists, () => planOf(intent))),
    ...storeChanges(format, new Map(epochs.map(({ intent, epoch }) => [intent, epoch]))),
    ...(await logChanges(log)),
  ]
  return onceEach(found)
}

function environmentChanges(
  env: Environment,
  config: Config,
  corridors: readonly RegisteredCorridor[],
): readonly Change[] {
  const found = config.problems.map(({ variable, problem }) =>
    change('variable', variable, problem),
  )
  const names = corridors.map(({ intent }) => intent)
  if (env['PARTIAL_TRUST_INTENT'] === undefined && names.length > 1 && config.enabled) {
    const what = `it is not set: it meant one corridor, and now means every registered corridor (${names.join(', ')})`
    found.push(change('intent-list', 'PARTIAL_TRUST_INTENT', what))
  }
  return found
}

/** Several corridors may share a plan. */
function onceEach(found: readonly Change[]): readonly Change[] {
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()]
}
