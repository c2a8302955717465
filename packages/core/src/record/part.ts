import { ownName, wordShape } from './traits.js'

/** What a summary says in every corridor; its other words are the corridor's own closed lists. */
export const commonWords: ReadonlySet<string> = new Set(['intent', 'decision_type'])

/**
 * The part of its corridor that a decision belongs to: what its baseline says of the corridor's closed lists,
 * `channel=mail,language=de`. Known before anybody is asked, so no candidate can choose its part.
 *
 * @param summary A record's `baseline_summary`.
 * @returns Null where the corridor declares no closed list.
 */
export function partOf(summary: Readonly<Record<string, unknown>>): string | null {
  let part: string | null = null
  for (const key in summary) {
    const word = summary[key]
    if (typeof word !== 'string' || commonWords.has(key)) continue
    if (!ownName.test(key) || !wordShape.test(word)) continue
    part = part === null ? `${key}=${word}` : `${part},${key}=${word}`
  }
  return part
}

/** The closed lists that a part speaks of. */
export function partKeys(part: string | null | undefined): readonly string[] {
  return pairsOf(part).map(([key]) => key)
}

/** What a part says of one closed list; null where it says nothing. */
export function partWord(part: string | null | undefined, key: string): string | null {
  return pairsOf(part).find(([name]) => name === key)?.[1] ?? null
}

/** A part as `KEY=WORD` of one closed list alone. */
export type PartName = { readonly key: string; readonly word: string }

/** @returns Null when the text is not `KEY=WORD`. */
export function parsePartName(text: string): PartName | null {
  const [key = '', word = '', rest] = text.split('=')
  const isOne = rest === undefined && ownName.test(key) && wordShape.test(word)
  return isOne ? { key, word } : null
}

/** Whether a decision's part lies inside a `KEY=WORD`. */
export function isInPart(part: string | null | undefined, name: string): boolean {
  return part !== null && part !== undefined && part.split(',').includes(name)
}

function pairsOf(part: string | null | undefined): readonly (readonly [string, string])[] {
  if (part === null || part === undefined) return []
  return part.split(',').map((pair) => {
    const at = pair.indexOf('=')
    return [pair.slice(0, at), pair.slice(at + 1)] as const
  })
}
