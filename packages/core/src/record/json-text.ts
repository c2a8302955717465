/** JSON text of single values, for lines that are put together by hand because they are many. */

// Printable ASCII without `"` and `\`: all that can stand between quotes as it is. Other text is
// left to JSON.stringify, which also escapes lone surrogates, so that every text survives UTF-8.
const needsEscape = /[^ !#-[\]-~]/

/** Whatever is no text is `null`. */
export function jsonString(text: unknown): string {
  if (typeof text !== 'string') return 'null'
  return needsEscape.test(text) ? JSON.stringify(text) : `"${text}"`
}

/** Whatever is not a finite number is `null`, as in JSON.stringify. */
export function jsonNumber(value: unknown): string {
  return Number.isFinite(value) ? String(value) : 'null'
}

/** One of two words, whatever stands in the boolean's place. */
export function jsonBoolean(value: unknown): string {
  return value === true ? 'true' : 'false'
}
