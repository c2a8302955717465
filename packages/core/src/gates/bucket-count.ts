/** The decisions that started in one sealed bucket: `s` of `n` had the event. */
export type BucketCount = { readonly startMs: number; readonly s: number; readonly n: number }

/**
 * Buckets put together into wider windows, in time order. Buckets may come in any order and several
 * with one start (instances); empty ones are left out.
 *
 * @param untilMs Only windows that ended by then: the mean of a window that still grows may be bet on
 *   once, when it is complete, and not again after each of its decisions. Default: all of them.
 */
export function windowsOf(
  buckets: readonly BucketCount[],
  windowMs: number,
  untilMs = Infinity,
): readonly BucketCount[] {
  const windows: BucketCount[] = []
  /** The last of them, where it is several buckets put together: one by itself is its window as it stands. */
  let open: Window | null = null
  let inOrder = true
  for (const bucket of buckets) {
    const { startMs, s, n } = bucket
    if (n === 0) continue
    const start = Math.floor(startMs / windowMs) * windowMs
    if (start + windowMs > untilMs) continue
    // Buckets come in order as a rule: most fall into the window of the one before, or into the next.
    const last = windows.at(-1)
    if (last?.startMs === start) {
      open ??= windows[windows.length - 1] = { ...last }
      open.s += s
      open.n += n
      continue
    }
    inOrder &&= last === undefined || last.startMs < start
    windows.push(startMs === start ? bucket : { startMs: start, s, n })
    open = null
  }
  return inOrder ? windows : merged(windows)
}

type Window = { readonly startMs: number; s: number; n: number }

function merged(parts: readonly BucketCount[]): readonly BucketCount[] {
  const windows = new Map<number, Window>()
  for (const part of parts) {
    const known = windows.get(part.startMs)
    if (known === undefined) windows.set(part.startMs, { ...part })
    else {
      known.s += part.s
      known.n += part.n
    }
  }
  return [...windows.values()].toSorted((a, b) => a.startMs - b.startMs)
}
