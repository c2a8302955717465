import { resolve } from 'node:path'
import {
  byDigest,
  readOutcomes,
  tuneChosen,
  tuneLog,
  type ReportedOutcomes,
} from '@partial-trust/analysis'
import type { ChosenTuning } from '@partial-trust/core'
import { openControl, rolloutConfidence, StoreAbsentError, untouched } from '@partial-trust/control'
import type { OutcomeKind } from '@partial-trust/control'
import { idPseudonym } from '@partial-trust/engine'
import { UserError } from '@partial-trust/settings'
import type { CliContext } from './context.js'
import { storeOnly, withControlIn } from './control-access.js'
import { findRiskLog } from './risk-log.js'

export type TuningSource = {
  readonly maxWrong: number
  readonly corridor?: string
  readonly riskLog?: string
  readonly outcomes?: string
  readonly epoch?: string
  readonly kind?: string
}

export type FoundTuning = ChosenTuning & {
  readonly source: { readonly kind: 'store' | 'risk-log'; readonly name: string }
}

/** Tunes by the log asked for; without one by what all processes counted, and by the default log where there is no store. */
export async function findTuning(options: TuningSource, context: CliContext): Promise<FoundTuning> {
  if (options.riskLog === undefined && options.outcomes === undefined) {
    const byStore = await tuneStore(options, context)
    if (byStore !== null) return byStore
  }
  const { maxWrong, corridor = null, epoch = null, kind = null, riskLog } = options
  const log = await findRiskLog(riskLog, context)
  const outcomes = await outcomesFor(options, context)
  const { signal } = context
  const tuning = await tuneLog(log, { corridor, epoch, kind, maxWrong, outcomes, signal })
  return { ...tuning, source: { kind: 'risk-log', name: `the risk log ${log.name}` } }
}

/** Null where there is no store, or nothing was counted in it by confidence. */
async function tuneStore(
  { maxWrong, corridor, epoch, kind }: TuningSource,
  context: CliContext,
): Promise<FoundTuning | null> {
  const { config } = storeOnly(context)
  const control = openControl(config.state, { cwd: context.cwd, now: Date.now })
  if (control === null) return null
  try {
    const known = [...(await control.store.read()).corridors.keys()]
    await control.counts.refresh()
    const tried = corridor === undefined ? known : [corridor]
    const counted = tried.flatMap((intent) => {
      const counts = control.counts.of(intent)
      const groups = rolloutConfidence(untouched(intent), counts, Date.now())
      return groups.length === 0 ? [] : [{ intent, groups }]
    })
    const [only, another] = counted
    if (only === undefined) return null
    if (another !== undefined) {
      const names = counted.map(({ intent }) => intent).join(', ')
      throw new UserError(`several corridors were counted (${names}): choose with --corridor`)
    }
    const tuning = tuneChosen(only.groups, {
      corridor: only.intent,
      epoch: epoch ?? null,
      kind: kind ?? null,
      maxWrong,
    })
    const name = `merged counts of all processes (${control.store.location})`
    return { ...tuning, source: { kind: 'store', name } }
  } catch (error) {
    if (error instanceof StoreAbsentError) return null
    throw error
  } finally {
    await control.close().catch(() => undefined)
  }
}

async function outcomesFor(
  { outcomes, corridor }: TuningSource,
  context: CliContext,
): Promise<ReportedOutcomes | null> {
  if (outcomes === undefined) return null
  if (outcomes !== 'store') {
    return readOutcomes(
      resolve(context.cwd, outcomes),
      idPseudonym(storeOnly(context).config.idKey),
    )
  }
  if (corridor === undefined) throw new UserError('--outcomes store needs --corridor', 2)
  return withControlIn(storeOnly(context), context, async ({ control }) =>
    byDigest(asReported(await control.evidence.outcomes(corridor))),
  )
}

/** An incident says that harm was done: the decision was wrong. */
function asReported(
  outcomes: ReadonlyMap<string, OutcomeKind>,
): ReadonlyMap<string, Exclude<OutcomeKind, 'incident'>> {
  return new Map(
    [...outcomes].map(([id, kind]) => [id, kind === 'incident' ? ('wrong' as const) : kind]),
  )
}
