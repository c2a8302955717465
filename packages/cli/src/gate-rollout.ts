import { renderParts, renderVerdict, requirePartKeys } from '@partial-trust/analysis/verdict'
import {
  currentJudgement,
  judgeRolloutParts,
  planInForce,
  rolloutPartKeys,
} from '@partial-trust/control'
import type {
  Control,
  ControlSnapshot,
  CorridorState,
  RolloutVerdict,
} from '@partial-trust/control'
import { partsVerdict } from '@partial-trust/core'
import type { GateVerdict, PartsReport } from '@partial-trust/core'
import { UserError } from '@partial-trust/settings'
import type { CliContext } from './context.js'
import {
  knownIntents,
  noCorridor,
  servedIntents,
  storeOnly,
  surroundings,
  withControlIn,
} from './control-access.js'

export const gateExitCodes: { readonly [verdict in GateVerdict]: number } = {
  GO: 0,
  INSUFFICIENT: 10,
  NO_GO: 20,
}

type Options = {
  readonly corridor?: string
  readonly stage?: string
  readonly by?: string
  readonly json?: true
}

/** Judges the rollout in force: the one verdict that controller, `status`, `promote` and console share. */
export async function gateRollout(context: CliContext, options: Options): Promise<void> {
  await withControlIn(storeOnly(context), context, async ({ control }) => {
    const { state, verdict } = await verdictHere(context, control, options)
    const [parts] =
      options.by === undefined ? [] : await partsOf(control, state, verdict, options.by)
    context.stdout.write(
      options.json === true
        ? `${JSON.stringify({ ...verdict, ...(parts && { by: parts }) }, null, 2)}\n`
        : `${sourceLine(verdict, control.store.location)}\n${renderVerdict(verdict)}${parts === undefined ? '' : `\n${renderParts(parts)}`}`,
    )
    context.setExitCode(gateExitCodes[parts === undefined ? verdict.verdict : partsVerdict(parts)])
  })
}

/** The parts of the rollout in force, by one closed list of its corridor or by each. */
export async function rolloutParts(
  context: CliContext,
  options: Options,
): Promise<{ readonly line: string; readonly reports: readonly PartsReport[] }> {
  return withControlIn(storeOnly(context), context, async ({ control }) => {
    const { state, verdict } = await verdictHere(context, control, options)
    const reports = await partsOf(control, state, verdict, options.by ?? null)
    return { line: sourceLine(verdict, control.store.location), reports }
  })
}

/** {@link rolloutVerdict}; a name that is none is told from a corridor without a rollout. */
async function verdictHere(
  context: CliContext,
  control: Control,
  options: Options,
): Promise<Judged> {
  await mustBeCorridor(context, control, options.corridor)
  return rolloutVerdict(control, options, Date.now())
}

/** @throws {UserError} when nobody knows the corridor, listing those that the store or the configuration does. */
async function mustBeCorridor(
  context: CliContext,
  control: Control,
  wanted: string | undefined,
): Promise<void> {
  if (wanted === undefined) return
  const snapshot = await control.store.read()
  if (snapshot.corridors.has(wanted)) return
  const { registered } = await surroundings(context, undefined)
  const known = knownIntents([...registered, ...(await servedIntents(control))], snapshot)
  if (known.length > 0 && !known.includes(wanted)) throw new UserError(noCorridor(wanted, known))
}

type Judged = { readonly state: CorridorState; readonly verdict: RolloutVerdict }

/** What `gate` says of the rollout in force, of the corridor and stage that were asked about. */
export async function rolloutVerdict(
  control: Control,
  options: Pick<Options, 'corridor' | 'stage'>,
  nowMs: number,
): Promise<Judged> {
  const state = await requireRollout(control, options)
  const judgement = await currentJudgement(state, control, nowMs)
  if (judgement === null) throw unreadablePlan(state)
  return { state, verdict: judgement.verdict }
}

/**
 * The corridor whose rollout is asked about, as the store holds it.
 *
 * @throws {UserError} when it has none, stands at another stage, or several have one and none is named.
 */
export async function requireRollout(
  { store }: Pick<Control, 'store'>,
  { corridor, stage: asked }: Pick<Options, 'corridor' | 'stage'>,
): Promise<CorridorState> {
  const state = rolloutOf(await store.read(), corridor)
  const stage = state.rollout?.stage
  if (asked === undefined || asked === stage) return state
  throw new UserError(
    `${state.intent} stands at stage ${stage ?? 'none'}, not at ${asked}: leave out --stage, or judge a log with --risk-log PATH --stage ${asked}`,
  )
}

async function partsOf(
  control: Control,
  state: CorridorState,
  { verdict, decided_at: decidedAt }: RolloutVerdict,
  by: string | null,
): Promise<readonly PartsReport[]> {
  const plan = await planInForce(state, control.store)
  if (plan === null) throw unreadablePlan(state)
  const counts = control.counts.of(state.intent)
  const keys = requirePartKeys(rolloutPartKeys(state, counts), by, state.intent)
  const atMs = Date.parse(decidedAt)
  return keys.flatMap((key) => judgeRolloutParts(state, plan, counts, atMs, key, verdict) ?? [])
}

export function unreadablePlan({ intent }: CorridorState): UserError {
  return new UserError(`the plan that ${intent} follows cannot be read from the store`)
}

export function sourceLine({ source }: RolloutVerdict, location: string): string {
  const without =
    source.without === undefined ? '' : `, without ${source.without.join(', ')}, demoted alone`
  return `by the rollout in force: corridor ${source.corridor}, plan ${source.plan.slice(0, 12)}, ${source.name} since ${source.since}${without} (${location})`
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
