/** Control, direction and other characters that are not seen or steer a terminal; emoji keep their style. */
const hidden = /(?!\t|\uFE0E|\uFE0F)[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

/** Makes text safe to show on a terminal, on one line: what is not seen stands as `\u{…}`. */
export function printable(text: string): string {
  return text.replaceAll(hidden, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase()
    return `\\u{${code}}`
  })
}

/** The same for every text of a value that `JSON.stringify` writes; line ends stay. */
export function printableValue(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.split('\n').map(printable).join('\n') : value
}
