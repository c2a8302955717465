/** The first place where a document differs from what the code renders. */
export type Drift = { readonly line: number; readonly stands: string; readonly rendered: string }

/** Null when the two are the same, trailing blank lines apart. */
export function drift(document: string, rendered: string): Drift | null {
  const [left, right] = [document.trimEnd().split('\n'), rendered.trimEnd().split('\n')]
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    if (left[index] === right[index]) continue
    return {
      line: index + 1,
      stands: left[index] ?? '(end of the document)',
      rendered: right[index] ?? '(end of the document)',
    }
  }
  return null
}
