/** Just enough of Markdown for checking it: links, headings, fenced commands. */

export type Link = { readonly target: string; readonly line: number }
export type Fence = { readonly text: string; readonly line: number }

/** Targets of inline links and images outside code. */
export function linksOf(markdown: string): readonly Link[] {
  return proseLines(markdown).flatMap(({ text, line }) =>
    [...text.replaceAll(/`[^`]*`/g, '').matchAll(/\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g)].map(
      ([, target = '']) => ({ target, line }),
    ),
  )
}

/** Anchors of the headings, as GitHub makes them. */
export function anchorsOf(markdown: string): ReadonlySet<string> {
  const anchors = new Set<string>()
  for (const { text } of proseLines(markdown)) {
    const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(text)?.[1]
    if (heading === undefined) continue
    const anchor = heading
      .replaceAll(/[`*]|\]\([^)]*\)/g, '')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(/\s/g, '-')
    anchors.add(uniqueIn(anchors, anchor))
  }
  return anchors
}

/** Command lines of fenced shell blocks, prompts and continuations taken off, output left out. */
export function shellLines(markdown: string): readonly Fence[] {
  const found: Fence[] = []
  for (const block of fencesOf(markdown)) {
    if (!/^(sh|bash|shell|console)$/.test(block.language)) continue
    const joined = block.lines.join('\n').replaceAll('\\\n', ' ')
    const lines = joined.split('\n')
    const hasPrompts = lines.some((line) => line.startsWith('$ '))
    for (const line of lines) {
      if (hasPrompts && !line.startsWith('$ ')) continue
      const text = line
        .replace(/^\$ /, '')
        .replace(/\s#\s.*$/, '')
        .trim()
      if (text !== '' && !text.startsWith('#')) found.push({ text, line: block.line })
    }
  }
  return found
}

/** Tests cited in cells of a table, each as a file in code, a colon and its title. */
export function testsCited(
  markdown: string,
): readonly { readonly file: string; readonly title: string }[] {
  const cited = markdown.matchAll(/`([\w./-]+\.test\.ts)`: (.*?)(?=<br>| *\|)/g)
  return [...cited].map(([, file = '', title = '']) => ({ file, title }))
}

/** A fenced block: its language, what else its opening line says (`key="value"`), and its lines. */
export type Block = {
  readonly language: string
  readonly notes: ReadonlyMap<string, string>
  /** Of the opening line, from 1. */
  readonly line: number
  readonly lines: readonly string[]
}

export function fencesOf(markdown: string): readonly Block[] {
  const blocks: Block[] = []
  let open: (Block & { readonly lines: string[]; readonly indent: number }) | null = null
  for (const [index, line] of markdown.split('\n').entries()) {
    const fence = /^(\s*)```+\s*(\S*)(.*)$/.exec(line)
    if (fence === null) open?.lines.push(line.slice(indentOf(line, open.indent)))
    else if (open === null) {
      const [, spaces = '', language = '', rest = ''] = fence
      const notes = new Map(
        [...rest.matchAll(/([a-z-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]),
      )
      open = { language, notes, line: index + 1, lines: [], indent: spaces.length }
    } else {
      blocks.push(open)
      open = null
    }
  }
  return blocks
}

/** How much of a line's indentation belongs to its fence. */
function indentOf(line: string, most: number): number {
  return Math.min(most, line.length - line.trimStart().length)
}

function proseLines(markdown: string): readonly Fence[] {
  let inFence = false
  return markdown.split('\n').flatMap((text, index) => {
    if (/^\s*```/.test(text)) {
      inFence = !inFence
      return []
    }
    return inFence ? [] : [{ text, line: index + 1 }]
  })
}

function uniqueIn(taken: ReadonlySet<string>, anchor: string): string {
  let name = anchor
  for (let n = 1; taken.has(name); n++) name = `${anchor}-${n}`
  return name
}
