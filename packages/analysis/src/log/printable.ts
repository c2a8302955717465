/**
 * A log's own text as a terminal or a page may show it: what would move the cursor, colour the screen or
 * turn the reading direction of all that follows stands as a replacement character. Line ends stay.
 */
export function printable(text: string): string {
  return text.toWellFormed().replaceAll(unprintable, '\u{FFFD}')
}

/** Controls but for tab and line feed; marks and overrides of the reading direction. */
const unprintable = /(?![\t\n])\p{Cc}|[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu
