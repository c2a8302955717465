import type { Span } from './utterance.js'

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
