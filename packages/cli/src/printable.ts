/**
 * Text that someone typed, made harmless for whoever reads it: no control character and no mark
 * that turns the direction of writing, with which a line can be made to read as another.
 */
export function printable(text: string | null): string {
  return (text ?? '').replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
}

/** {@link printable} of text that may have several lines. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n')
}
