/** What turns the direction of the text that follows is shown, and not done: it makes a reason read as another. */
export function unbent(text: string): string {
  return text.replaceAll(
    /[\u202a-\u202e\u2066-\u2069]/gu,
    (turn) => `\\u{${turn.charCodeAt(0).toString(16).toUpperCase()}}`,
  )
}
