/** Milliseconds that only ever go forward: what the explorer bounds its work by. */
export const monotonicMs = (): number => performance.now()
