/** What an error says, whatever was thrown: never throws itself, as `String` does of an object without a text. */
export function messageOf(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error)
  } catch {
    return 'something was thrown that says nothing'
  }
}
