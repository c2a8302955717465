import type { Span, Utterance } from './utterance.js'

/** A place in a text where a list is spoken of. */
export type ListMention = Span & {
  readonly of:
    | { readonly kind: 'shopping' }
    | { readonly kind: 'tasks' }
    /** "my list": whichever list there is. */
    | { readonly kind: 'bare' }
    /** A list with a name that is none of the above. */
    | { readonly kind: 'named'; readonly name: string }
}

/**
 * Every list a text speaks of, from left to right.
 *
 * @param mentionAt Reads the mention whose head is at a word; it may not begin before `least`.
 */
export function listMentions(
  utterance: Utterance,
  mentionAt: (utterance: Utterance, at: number, least: number) => ListMention | undefined,
): readonly ListMention[] {
  const found: ListMention[] = []
  for (let at = 0; at < utterance.words.length; at += 1) {
    const mention = mentionAt(utterance, at, found.at(-1)?.to ?? 0)
    if (mention === undefined) continue
    found.push(mention)
    at = mention.to - 1
  }
  return found
}
