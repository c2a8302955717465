/** One property: what was asked for, what ours measures, what the usual ways measure. */
export type Row = {
  readonly property: string
  readonly target: string
  readonly ours: string
  readonly meets: boolean
  readonly pointEstimate: string
  readonly clopperPearson: string
  readonly mixtureSprt: string
}

export type Effort = {
  readonly seed: number
  /** Changes of rate simulated for each delay. */
  readonly detectionRuns: number
  /** Windows simulated for each burst row, over all its runs. */
  readonly burstWindows: number
  /** Streams, stages or rollouts simulated for each row about dependence. */
  readonly dependentRuns: number
  /** Candidates whose days to GO are averaged. */
  readonly priceRuns: number
  /** Healthy rollouts of twenty parts. */
  readonly partRuns: number
  /** Stages that change detectors are looked at in. */
  readonly detectorRuns: number
  /** Weeks of outcomes. */
  readonly outcomeRuns: number
  /** Replays of `tune`. */
  readonly replays: number
  /** How often each cost is taken, of which the least is told. */
  readonly costTries: number
  /** Decisions that false rollbacks are looked for in. */
  readonly rollbackHorizon: number
  readonly goHorizon: number
}

export const fullEffort: Effort = {
  seed: 20260101,
  detectionRuns: 4000,
  burstWindows: 20_000_000,
  dependentRuns: 2000,
  priceRuns: 1000,
  partRuns: 5000,
  detectorRuns: 4000,
  outcomeRuns: 2000,
  replays: 2000,
  costTries: 20,
  rollbackHorizon: 30_000,
  goHorizon: 10_000,
}

export const quickEffort: Effort = {
  ...fullEffort,
  detectionRuns: 200,
  burstWindows: 60_000,
  dependentRuns: 12,
  priceRuns: 12,
  partRuns: 12,
  detectorRuns: 20,
  outcomeRuns: 12,
  replays: 12,
  costTries: 3,
  rollbackHorizon: 3000,
  goHorizon: 2000,
}

/** A share of simulated runs, with its standard error. */
export type Share = { readonly share: number; readonly error: number; readonly runs: number }

export function shareOf(hits: number, runs: number): Share {
  const share = hits / runs
  return { share, error: Math.sqrt((share * (1 - share)) / runs), runs }
}

/** How rarely a share above its target is still put down to chance: as far out as two standard errors. */
const tooRare = 0.0228

/**
 * Whether a simulated share keeps to its target within chance: two standard errors of the target, or where
 * fewer than thirty hits are expected no rarer than {@link tooRare} by the exact binomial tail.
 */
export function keepsTo({ share, runs }: Share, most: number): boolean {
  if (runs * most >= 30) return share <= most + 2 * Math.sqrt((most * (1 - most)) / runs)
  const hits = Math.round(share * runs)
  let [chance, fewer] = [(1 - most) ** runs, 0]
  for (let k = 0; k < hits; k++) {
    fewer += chance
    chance *= ((runs - k) / (k + 1)) * (most / (1 - most))
  }
  return 1 - fewer >= tooRare
}

/** A simulated share with its standard error; of one never seen, what so many runs allow. */
export function simulated({ share, error, runs }: Share): string {
  if (share === 0) return `0 (below ${figure(3 / runs)}, ${runs} runs)`
  return `${figure(share)} ± ${figure(error, 2)} (${runs} runs)`
}

/** A row that was simulated; a target of null is told, not held to. */
export function simulatedRow(
  property: string,
  most: number | null,
  seen: Share,
  others: Pick<Row, keyof typeof notCompared> = notCompared,
): Row {
  return {
    property,
    target: most === null ? '-' : `<= ${most}`,
    ours: simulated(seen),
    meets: most === null || keepsTo(seen, most),
    ...others,
  }
}

export function row(property: string, target: string, ours: number, meets: boolean): Row {
  return { property, target, ours: figure(ours), meets, ...notCompared }
}

export const notCompared = { pointEstimate: '-', clopperPearson: '-', mixtureSprt: '-' } as const

export function figure(value: number, digits = 3): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(digits))) : 'never'
}
