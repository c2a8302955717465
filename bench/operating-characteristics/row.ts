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
  readonly detectionRuns: number
  /** Windows simulated for each burst row, over all its runs. */
  readonly burstWindows: number
  /** Decisions that false rollbacks are looked for in. */
  /** Streams, stages or rollouts simulated for each row about dependence. */
  readonly dependentRuns: number
  readonly rollbackHorizon: number
  readonly goHorizon: number
}

export const fullEffort: Effort = {
  seed: 20260101,
  detectionRuns: 2000,
  dependentRuns: 1000,
  burstWindows: 40_000_000,
  rollbackHorizon: 30_000,
  goHorizon: 10_000,
}

export const quickEffort: Effort = {
  ...fullEffort,
  detectionRuns: 40,
  dependentRuns: 40,
  burstWindows: 200_000,
  rollbackHorizon: 3000,
  goHorizon: 2000,
}

/** Whether a simulated share keeps to its target, within two standard errors of the target itself. */
export function keepsTo(share: number, most: number, runs: number): boolean {
  return share <= most + 2 * Math.sqrt((most * (1 - most)) / runs)
}

/** A simulated share with its standard error. */
export function simulated(share: number, error: number): string {
  return `${figure(share)} (± ${figure(error)})`
}

export function row(property: string, target: string, ours: number, meets: boolean): Row {
  return {
    property,
    target,
    ours: figure(ours),
    meets,
    ...notCompared,
  }
}

export const notCompared = { pointEstimate: '-', clopperPearson: '-', mixtureSprt: '-' } as const

export function figure(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : 'never'
}
