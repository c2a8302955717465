/** The machine's monotonic clock in ms: the same in all of its processes. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}
