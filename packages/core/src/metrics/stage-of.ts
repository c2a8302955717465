import type { Cohort } from './observation.js'

/**
 * Whether a cohort's decisions belong to a stage. A record without `stage` belongs to the stage
 * whose rate is its `sample_rate`.
 */
export function isOfStage(
  { stage, sampleRate }: Pick<Cohort, 'stage' | 'sampleRate'>,
  of: { readonly name: string; readonly rate: number },
): boolean {
  return stage === null ? sampleRate === of.rate : stage === of.name
}
