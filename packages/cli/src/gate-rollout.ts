import { renderVerdict } from '@partial-trust/analysis/verdict'
import { currentJudgement } from '@partial-trust/control'
import type { ControlSnapshot, CorridorState, RolloutVerdict } from '@partial-trust/control'
import type { GateVerdict } from '@partial-trust/core'
import { UserError } from '@partial-trust/settings'
import type { CliContext } from './context.js'
import { withControlIn, storeOnly } from './control-access.js'

export const gateExitCodes: { readonly [verdict in GateVerdict]: number } = {
  GO: 0,
  INSUFFICIENT: 10,
  NO_GO: 20,
}

type Options = {
  readonly corridor?: string
  readonly stage?: string
  readonly json?: true
}

/** Judges the rollout in force: the one verdict that controller, `status`, `promote` and console share. */
export async function gateRollout(context: CliContext, options: Options): Promise<void> {
  await withControlIn(storeOnly(context), context, async ({ control }) => {
    const state = rolloutOf(await control.store.read(), options.corridor)
    const stage = state.rollout?.stage
    if (options.stage !== undefined && options.stage !== stage) {
      throw new UserError(
        `${state.intent} stands at stage ${stage ?? 'none'}, not at ${options.stage}: leave out --stage, or judge a log with --risk-log PATH --stage ${options.stage}`,
      )
    }
    const judgement = await currentJudgement(state, control, Date.now())
    if (judgement === null) {
      throw new UserError(`the plan that ${state.intent} follows cannot be read from the store`)
    }
    const { verdict } = judgement
    context.stdout.write(
      options.json === true
        ? `${JSON.stringify(verdict, null, 2)}\n`
        : `${sourceLine(verdict, control.store.location)}\n${renderVerdict(verdict)}`,
    )
    context.setExitCode(gateExitCodes[verdict.verdict])
  })
}

function sourceLine({ source }: RolloutVerdict, location: string): string {
  return `by the rollout in force: corridor ${source.corridor}, plan ${source.plan.slice(0, 12)}, ${source.name} since ${source.since} (${location})`
}

function rolloutOf({ corridors }: ControlSnapshot, wanted: string | undefined): CorridorState {
  const started = [...corridors.values()].filter(({ rollout }) => rollout !== null)
  const names = started.map(({ intent }) => intent).toSorted()
  if (wanted !== undefined) {
    const found = started.find(({ intent }) => intent === wanted)
    if (found !== undefined) return found
    const list =
      names.length === 0 ? 'no corridor has one' : `those that have one: ${names.join(', ')}`
    throw new UserError(`no rollout of ${wanted} was started (${list})`)
  }
  const [only, another] = started
  if (only === undefined) {
    throw new UserError(
      'no rollout was started: `rollout start` comes first, or judge a log with --risk-log PATH --stage NAME',
    )
  }
  if (another === undefined) return only
  throw new UserError(
    `several corridors have a rollout (${names.join(', ')}): choose with --corridor`,
  )
}
