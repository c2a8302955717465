/** An answer that cannot be given yet, with what it would take. Never 0, NaN or a sentinel. */
export type NotEnoughData = {
  readonly kind: 'not-enough-data'
  /** What is counted, e.g. `sampled decisions`. */
  readonly of: string
  readonly have: number
  readonly need: number
}

export function notEnoughData(of: string, have: number, need: number): NotEnoughData {
  return { kind: 'not-enough-data', of, have, need }
}
