/** Counts the words of the longest phrase that starts at `at` and ends before `end`; 0 if none does. */
export type Phrases = (words: readonly string[], at: number, end: number) => number

/** Compiles phrases, one a line or separated by `|`, for look-up by their first two words. */
export function phrases(listed: string): Phrases {
  const byFirst = new Map<string, Known>()
  for (const phrase of listed.split(/[|\n]/)) {
    const [first = '', second, ...rest] = phrase.trim().split(' ')
    if (first === '') continue
    const known: Known = byFirst.get(first) ?? { isWhole: false, bySecond: undefined }
    byFirst.set(first, known)
    if (second === undefined) {
      known.isWhole = true
    } else {
      known.bySecond ??= new Map()
      known.bySecond.set(second, [...(known.bySecond.get(second) ?? []), rest])
    }
  }
  for (const { bySecond } of byFirst.values()) {
    for (const rests of bySecond?.values() ?? []) rests.sort((a, b) => b.length - a.length)
  }
  return (words, at, end) => {
    const known = at < end ? byFirst.get(words[at] ?? '') : undefined
    if (known === undefined) return 0
    const rests = at + 1 < end ? known.bySecond?.get(words[at + 1] ?? '') : undefined
    if (rests !== undefined) {
      for (let i = 0; i < rests.length; i += 1) {
        const rest = rests[i] ?? []
        if (at + 2 + rest.length <= end && stands(rest, words, at + 2)) return rest.length + 2
      }
    }
    return known.isWhole ? 1 : 0
  }
}

/** The phrases that begin with one word. */
type Known = { isWhole: boolean; bySecond: Map<string, string[][]> | undefined }

function stands(rest: readonly string[], words: readonly string[], at: number): boolean {
  for (let i = 0; i < rest.length; i += 1) if (words[at + i] !== rest[i]) return false
  return true
}

/** Words separated by blanks or line ends. */
export function wordSet(listed: string): ReadonlySet<string> {
  return new Set(listed.split(/\s+/).filter((word) => word !== ''))
}

/** Steps over phrases that say nothing, such as politeness, and over marks between them. */
export function skip(matcher: Phrases, words: readonly string[], from: number, to: number): number {
  let at = from
  while (at < to) {
    const length =
      words[at] === ',' || words[at] === '.' || words[at] === '!' ? 1 : matcher(words, at, to)
    if (length === 0) return at
    at += length
  }
  return at
}

/** Steps back over phrases that say nothing at the end of a span. */
export function skipBack(
  matcher: Phrases,
  words: readonly string[],
  from: number,
  to: number,
): number {
  let end = to
  search: while (end > from) {
    if (
      words[end - 1] === ',' ||
      words[end - 1] === '.' ||
      words[end - 1] === '!' ||
      words[end - 1] === '?'
    ) {
      end -= 1
      continue
    }
    for (let start = Math.max(from, end - 6); start < end; start += 1) {
      if (matcher(words, start, end) === end - start) {
        end = start
        continue search
      }
    }
    return end
  }
  return end
}
