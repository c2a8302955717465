import { resolve } from 'node:path'
import { readStoreFormat } from '@partial-trust/control'
import type { StoreFormat } from '@partial-trust/control'
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

/** Where something of an earlier version can be, and whether anything is. */
type Looked = {
  readonly part: Extract<Change['part'], 'store' | 'risk_log'>
  readonly where: string
  readonly is_there: boolean
}

export type Gathered = { readonly changes: readonly Change[]; readonly looked: readonly Looked[] }

/** Reads all that earlier versions may have left and says what is otherwise now. Changes nothing. */
export async function gatherChanges(checked: ToCheck): Promise<Gathered> {
  const { env, cwd, config, corridors, planOf, log } = checked
  const policy = readPolicy(env, cwd, config)
  const refused = policy.kind === 'refused' ? policy.problems : []
  const epochs = await epochsOf(corridors, { env, cwd })
  const format = await readStoreFormat(config.state, cwd)
  const ofStore = storeChanges(format, new Map(epochs.map(({ intent, epoch }) => [intent, epoch])))
  const readLog = await logChanges(log)
  const ofLog = readLog ?? []
  const ranBefore = [...ofStore, ...ofLog].some(({ id }) => tracesOfEarlier.includes(id))
  const found = [
    ...variableChanges(config),
    ...(ranBefore ? intentChanges(env, config, corridors) : []),
    ...refused.map(({ file, line, reason }) =>
      change('policy', line === null ? file : `${file}:${line}`, reason),
    ),
    ...corridors.flatMap(({ intent, lists }) => planChanges(lists, () => planOf(intent))),
    ...ofStore,
    ...ofLog,
  ]
  return {
    changes: onceEach(found),
    looked: [
      ...storeLooked(format),
      { part: 'risk_log', where: resolve(cwd, log.path), is_there: readLog !== null },
    ],
  }
}

function storeLooked(format: StoreFormat): readonly Looked[] {
  if (format.kind === 'none') return []
  return [{ part: 'store', where: format.location, is_there: format.kind !== 'absent' }]
}

/** What only an earlier version can have left: without any of it nothing ever meant something else here. */
const tracesOfEarlier: readonly Change['id'][] = ['store-steps', 'log-older']

function variableChanges(config: Config): readonly Change[] {
  return config.problems.map(({ variable, problem }) => change('variable', variable, problem))
}

function intentChanges(
  env: Environment,
  config: Config,
  corridors: readonly RegisteredCorridor[],
): readonly Change[] {
  const names = corridors.map(({ intent }) => intent)
  if (env['PARTIAL_TRUST_INTENT'] !== undefined || names.length < 2 || !config.enabled) return []
  const what = `it is not set: it meant one corridor, and now means every registered corridor (${names.join(', ')})`
  return [change('intent-list', 'PARTIAL_TRUST_INTENT', what)]
}

/** Several corridors may share a plan. */
function onceEach(found: readonly Change[]): readonly Change[] {
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()]
}
