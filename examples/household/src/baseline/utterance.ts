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

/**
 * Cuts a text into words and marks. A word begins with a letter or digit and may hold marks such as
 * those in `2%`, `dr.pepper`, `half-fat` or `cat's`, but does not end in one. Written out by hand
 * because it runs on every decision: a regular expression with Unicode classes takes many times as long.
 */
export function toUtterance(raw: string): Utterance {
  const text = normalForm(raw)
  const lowered = text.toLowerCase()
  // A few letters change their length in lower case; then the places would no longer agree.
  const lower = lowered.length === text.length ? lowered : text
  const isSpelt = !unspelt.test(lower)
  const words: string[] = []
  const starts: number[] = []
  const ends: number[] = []
  let at = 0
  while (at < lower.length) {
    const kind = kindAt(lower, at)
    if (kind === letter) {
      const end = wordEnd(lower, at)
      const word = lower.slice(at, end)
      words.push(isSpelt ? word : spelt(word))
      starts.push(at)
      ends.push(end)
      at = end
    } else {
      if (kind === mark || lower.charCodeAt(at) === fullStop) {
        words.push(lower.charAt(at))
        starts.push(at)
        ends.push(at + 1)
      }
      at += 1
    }
  }
  return { text, lower, words, starts, ends }
}

const fullStop = 0x2e

/** One past the last letter, digit or `%` of the word that begins at `start`. */
function wordEnd(lower: string, start: number): number {
  let end = start + unitsAt(lower, start)
  for (let at = end; at < lower.length;) {
    const kind = kindAt(lower, at)
    if (kind === nothing || kind === mark) break
    at += unitsAt(lower, at)
    if (kind !== joiner) end = at
  }
  return end
}

/** What a character can be: in a word anywhere, inside or at its end, only inside, or a mark. */
const [letter, ending, joiner, mark, nothing] = [1, 2, 3, 4, 0] as const
type Kind = typeof letter | typeof ending | typeof joiner | typeof mark | typeof nothing

const ascii: readonly Kind[] = Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code)
  if (/[a-z0-9]/i.test(character)) return letter
  if (character === '%') return ending
  if ("'`&./-".includes(character)) return joiner
  return ',;:!?'.includes(character) ? mark : nothing
})

function kindAt(lower: string, at: number): Kind {
  const code = lower.charCodeAt(at)
  if (code < 128) return ascii[code] ?? nothing
  if (code >= 0x430 && code <= 0x45f) return letter // Cyrillic, lower case
  const character = String.fromCodePoint(lower.codePointAt(at) ?? 0)
  if (/[\p{L}\p{N}]/u.test(character)) return letter
  if (/\p{M}/u.test(character)) return ending
  return character === '’' ? joiner : nothing
}

/** UTF-16 units of the character at a place. */
function unitsAt(lower: string, at: number): number {
  const code = lower.charCodeAt(at)
  return code >= 0xd800 && code <= 0xdbff && (lower.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
}

/** Unicode normal form C. ASCII is in it already, and looking is far cheaper than normalizing. */
export function normalForm(text: string): string {
  return isAscii(text) ? text : text.normalize('NFC')
}

/** Whether a text holds nothing but ASCII, as most do: what asks more of others need not ask it of these. */
export function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) >= 128) return false
  return true
}

/** What the vocabulary spells otherwise. */
const unspelt = /[’`ё]/

/** A word as the vocabulary spells it. */
function spelt(word: string): string {
  return word.replace(/[’`]/g, "'").replaceAll('ё', 'е')
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
