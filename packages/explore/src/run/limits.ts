/** How much a run may take. What goes beyond is cut off or not run, and reported as such. */
export type Limits = {
  /** Milliseconds until a pipeline is killed. Default 10000. */
  readonly timeMs: number
  /** Bytes of output kept of a pipeline; at one more it is killed. Default 1 MiB. */
  readonly outputBytes: number
  /**
   * Milliseconds for the whole run: reading the plan, both fingerprints, every command and the
   * agent. Default 120000.
   */
  readonly totalMs: number
  /** Bytes of output kept of all pipelines together. Default 32 MiB. */
  readonly totalOutputBytes: number
  /** Names that the patterns of all commands together may be compared with. Default 1000000: those of a large tree, several times over. */
  readonly names: number
}

export const defaultLimits: Limits = {
  timeMs: 10_000,
  outputBytes: 1024 * 1024,
  totalMs: 120_000,
  totalOutputBytes: 32 * 1024 * 1024,
  names: 1_000_000,
}
