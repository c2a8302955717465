/** Makes text safe to show on a terminal: control, direction and other invisible characters as `\u{…}`. */
export function printable(text: string): string {
  return text.replaceAll(/[^\P{C}\t]|\p{Zl}|\p{Zp}/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase()
    return `\\u{${code}}`
  })
}
