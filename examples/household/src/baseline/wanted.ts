import type { Span } from './utterance.js'

/** What a sentence asks to have on a list. */
export type Wanted =
  | { readonly kind: 'things'; readonly spans: readonly Span[] }
  /** It asks to put something there and does not say what, or only points at it. */
  | { readonly kind: 'unnamed' }
  /** It asks for more than that, or for something else that was not understood. */
  | { readonly kind: 'more' }
  /** It does not ask to put anything there. */
  | { readonly kind: 'nothing' }

export function things(...spans: readonly Span[]): Wanted {
  return spans.every((span) => span.to > span.from) ? { kind: 'things', spans } : unnamed
}
export const unnamed: Wanted = { kind: 'unnamed' }
export const more: Wanted = { kind: 'more' }
export const nothing: Wanted = { kind: 'nothing' }
