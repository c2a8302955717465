/** A text cut into words and punctuation marks. */
export type Utterance = {
  /** The text in Unicode normal form C. */
  readonly text: string
  /** The same in lower case. */
  readonly lower: string
  /** Words as the vocabulary spells them: lower case, `'` for every apostrophe, `е` for `ё`. */
  readonly words: readonly string[]
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

/** Words `from` to `to`, the latter excluded. */
export type Span = { readonly from: number; readonly to: number }

// A word may hold marks such as in `2%`, `dr.pepper`, `half-fat` or `cat's`, but does not end in one.
const wordOrMark = /[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}'’`%&./-]*[\p{L}\p{N}\p{M}%])?|[,;:.!?]/gu

export function toUtterance(raw: string): Utterance {
  const text = raw.normalize('NFC')
  const lowered = text.toLowerCase()
  // A few letters change their length in lower case; then the places would no longer agree.
  const lower = lowered.length === text.length ? lowered : text
  const words: string[] = []
  const starts: number[] = []
  const ends: number[] = []
  for (const match of lower.matchAll(wordOrMark)) {
    const [word] = match
    words.push(word.replace(/[’`]/g, "'").replaceAll('ё', 'е'))
    starts.push(match.index)
    ends.push(match.index + word.length)
  }
  return { text, lower, words, starts, ends }
}

/** The span without punctuation marks at its ends. */
export function trimmed({ words }: Utterance, span: Span): Span {
  let { from, to } = span
  while (from < to && isMark(words[from])) from += 1
  while (to > from && isMark(words[to - 1])) to -= 1
  return { from, to }
}

/** The text of a span as it stands there, in lower case. */
export function lowerText(utterance: Utterance, span: Span): string {
  return between(utterance, utterance.lower, trimmed(utterance, span))
}

/** The text of a span as it was written. */
export function originalText(utterance: Utterance, span: Span): string {
  return between(utterance, utterance.text, trimmed(utterance, span))
}

function between({ starts, ends }: Utterance, text: string, { from, to }: Span): string {
  const start = starts[from]
  const end = ends[to - 1]
  if (from >= to || start === undefined || end === undefined) return ''
  return text.slice(start, end)
}

export function isMark(word: string | undefined): boolean {
  return word !== undefined && word.length === 1 && ',;:.!?'.includes(word)
}
