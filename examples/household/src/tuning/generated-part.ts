const [opening, closing] = ['<!-- generated: tune -->', '<!-- end of generated -->']

/** What stands between the marks of a Markdown text. @throws {Error} naming the marks where they are missing. */
export function generatedPart(markdown: string): string {
  const { from, to } = bounds(markdown)
  return markdown.slice(from, to).trim()
}

/** The same text with something else between its marks. */
export function withGeneratedPart(markdown: string, part: string): string {
  const { from, to } = bounds(markdown)
  return `${markdown.slice(0, from)}\n\n${part}\n\n${markdown.slice(to)}`
}

function bounds(markdown: string): { readonly from: number; readonly to: number } {
  const from = markdown.indexOf(opening)
  const to = markdown.indexOf(closing, from)
  if (from < 0 || to < 0) throw new Error(`the README must hold ${opening} and after it ${closing}`)
  return { from: from + opening.length, to }
}
