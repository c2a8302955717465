/** JSON text of single values, for lines that are put together by hand because they are many. */

// Printable ASCII without `"` and `\`: all that can stand between quotes as it is. Other text is
// left to JSON.stringify, which also escapes lone surrogates, so that every text survives UTF-8.
const needsEscape = /[^ !#-[\]-~]/

export function jsonString(text: string): string {
  return needsEscape.test(text) ? JSON.stringify(text) : `"${text}"`
}

/** Whatever is not a finite number is `null`, as in JSON.stringify. */
export function jsonNumber(value: number | null): string {
  return Number.isFinite(value) ? String(value) : 'null'
}

/** One of two words, whatever stands in the boolean's place. */
export function jsonBoolean(value: boolean): string {
  return value ? 'true' : 'false'
}
