/** Counts the words of the longest phrase that starts at `at` and ends before `end`; 0 if none does. */
export type Phrases = (words: readonly string[], at: number, end: number) => number

/** Compiles phrases, one a line or separated by `|`, for look-up by their first word. */
export function phrases(listed: string): Phrases {
  const byFirst = new Map<string, string[][]>()
  for (const phrase of listed.split(/[|\n]/)) {
    const parts = phrase.trim().split(' ')
    const [first] = parts
    if (first === undefined || first === '') continue
    const known = byFirst.get(first)
    if (known === undefined) byFirst.set(first, [parts])
    else known.push(parts)
  }
  for (const known of byFirst.values()) known.sort((a, b) => b.length - a.length)
  return (words, at, end) => {
    const first = at < end ? words[at] : undefined
    const candidates = first === undefined ? undefined : byFirst.get(first)
    if (candidates === undefined) return 0
    for (const phrase of candidates) {
      if (at + phrase.length <= end && stands(phrase, words, at)) return phrase.length
    }
    return 0
  }
}

function stands(phrase: readonly string[], words: readonly string[], at: number): boolean {
  for (let i = 1; i < phrase.length; i += 1) if (words[at + i] !== phrase[i]) return false
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
