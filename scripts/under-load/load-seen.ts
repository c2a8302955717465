/** What the machine's load average was while something ran. */
export type LoadSeen = { readonly least: number; readonly median: number; readonly most: number }

/** @param samples At least one, in any order. */
export function loadSeen(samples: readonly number[]): LoadSeen {
  const sorted = samples.toSorted((one, other) => one - other)
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? 0
  return { least: at(0), median: at(0.5), most: at(1) }
}
