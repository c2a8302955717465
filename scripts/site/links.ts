/**
 * Markdown with the targets of its links and images changed, outside code.
 *
 * @param change Gets a target as it stands and whether it is an image's.
 */
export function withLinks(
  markdown: string,
  change: (target: string, isImage: boolean) => string,
): string {
  let inFence = false
  const open: boolean[] = []
  return markdown
    .split('\n')
    .map((line) => {
      if (/^\s*```/.test(line)) inFence = !inFence
      if (inFence) return line
      return line
        .split(/(`[^`]*`)/)
        .map((part) => {
          if (part.startsWith('`')) return part
          return part.replaceAll(
            /(!?\[)|\]\(([^)\s]+)((?:\s+"[^"]*")?)\)/g,
            (all, opening: string | undefined, target: string, title: string) => {
              if (opening !== undefined) {
                open.push(opening.startsWith('!'))
                return all
              }
              return `](${change(target, open.pop() ?? false)}${title})`
            },
          )
        })
        .join('')
    })
    .join('\n')
}

/** A target that another site answers for, or a place on the same page. */
export function isElsewhere(target: string): boolean {
  return /^[a-z][a-z+.-]*:/.test(target) || target.startsWith('#')
}
