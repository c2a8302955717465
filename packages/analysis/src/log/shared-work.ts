import type { FileRange } from './tally-range.js'

/**
 * What two threads count together: the one that started the other takes runs from the front, the
 * other from the back, until they meet. Who starts late or runs slow takes fewer, so that neither
 * waits for the other; the last run is the other thread's in any case.
 */
export type SharedWork = {
  /** In the order of the log; at least one. */
  readonly runs: readonly (readonly FileRange[])[]
  /** How many runs nobody has taken yet; in memory that both threads see. */
  readonly left: Int32Array<SharedArrayBuffer>
}

export function sharedWork(runs: SharedWork['runs']): SharedWork {
  const left = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  left[0] = runs.length - 1
  return { runs, left }
}

/** The ranges of the thread that started the work. */
export function* takeFromFront({ runs, left }: SharedWork): Generator<FileRange, void> {
  for (let next = 0; take(left); next += 1) yield* runs[next] ?? []
}

/** The ranges of the other thread. */
export function* takeFromBack({ runs, left }: SharedWork): Generator<FileRange, void> {
  let next = runs.length - 1
  do yield* runs[next--] ?? []
  while (take(left))
}

/** As both ends take one down for every run, they never take the same one. */
function take(left: Int32Array): boolean {
  return Atomics.sub(left, 0, 1) > 0
}
