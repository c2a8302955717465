/** How much one pipeline may take. What goes beyond is cut off and reported as such. */
export type Limits = {
  /** Milliseconds until a pipeline is killed. Default 10000. */
  readonly timeMs: number
  /** Bytes of output kept of a pipeline; at one more it is killed. Default 1 MiB. */
  readonly outputBytes: number
}

export const defaultLimits: Limits = { timeMs: 10_000, outputBytes: 1024 * 1024 }
