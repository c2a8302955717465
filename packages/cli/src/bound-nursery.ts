import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'

/**
 * What new values of the main thread may lie in, in bytes: V8 would go on to twice as much, and of a decision
 * nothing lives long enough to need it.
 */
const mostBytes = 16 * 1024 * 1024
/** How often to look until it is reached, in ms. It doubles after many collections, not within one such step. */
const everyMs = 250

export type Nursery = {
  /** Bytes that new values may lie in now. */
  sizeBytes(): number
  /** By how much it grows when it was too small: 1 is not at all, 2 is V8's own. */
  growBy(factor: 1 | 2): void
}

/**
 * Lets it not grow before {@link boundNursery}: the modules that a start loads would make it sixteen times as large,
 * it never shrinks while the process is at work, and they are loaded no slower without.
 */
export function holdNursery(nursery: Nursery = ofThisProcess): void {
  nursery.growBy(1)
}

/**
 * Keeps the memory of a process that serves small. The limit itself can only be given when a process
 * starts (`--max-semi-space-size`), but that it grows can be ended at any time. A V8 that no longer knows the flag
 * says so on stderr and goes on; nothing but memory is lost. Returns the way to stop looking.
 */
export function boundNursery(nursery: Nursery = ofThisProcess): () => void {
  const timer = setInterval(look, everyMs).unref()
  function look(): void {
    if (nursery.sizeBytes() < mostBytes) return
    clearInterval(timer)
    nursery.growBy(1)
  }
  nursery.growBy(2)
  look()
  return () => clearInterval(timer)
}

const ofThisProcess: Nursery = {
  sizeBytes: () =>
    getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? 0,
  growBy: (factor) => setFlagsFromString(`--semi-space-growth-factor=${factor}`),
}
