export type Comment = { readonly id: string; readonly text: string }
export type Label = 'fine' | 'spam' | 'rude'

/** Links are spam, shouting is rude. */
export function labelComment({ text }: Comment): Label {
  if (/https?:\/\//u.test(text)) return 'spam'
  return text.length > 10 && text === text.toUpperCase() ? 'rude' : 'fine'
}
