import { drift } from './drift.js'

/**
 * Parts of a document that are rendered from code, between two comments:
 *
 *     <!-- generated: variables -->
 *     …
 *     <!-- end: variables -->
 */
export type Blocks = ReadonlyMap<string, string>

export type BlockProblem = {
  /** 1-based line of the opening comment; 0 where the comment itself is missing. */
  readonly line: number
  readonly problem: string
}

const opening = /^<!-- generated: ([a-z-]+) -->$/

/** The document with every block it names rendered anew; everything else as it was. */
export function renderBlocks(document: string, blocks: Blocks): string {
  const out: string[] = []
  let skippingTo: string | null = null
  for (const line of document.split('\n')) {
    if (skippingTo !== null && line !== skippingTo) continue
    skippingTo = null
    out.push(line)
    const name = opening.exec(line)?.[1]
    const text = name === undefined ? undefined : blocks.get(name)
    if (name === undefined || text === undefined) continue
    out.push('', text, '')
    skippingTo = closing(name)
  }
  return out.join('\n')
}

/** What stands in a document's blocks that the code does not say, and blocks that are missing. */
export function blockProblems(
  document: string,
  blocks: Blocks,
  required: readonly string[],
): readonly BlockProblem[] {
  const lines = document.split('\n')
  const found = lines.flatMap((line, index) => {
    const name = opening.exec(line)?.[1]
    return name === undefined ? [] : [{ name, index }]
  })
  const missing = required
    .filter((name) => !found.some((block) => block.name === name))
    .map((name) => ({ line: 0, problem: `the generated part “${name}” is missing` }))
  const wrong = found.flatMap(({ name, index }): BlockProblem[] => {
    const text = blocks.get(name)
    if (text === undefined) return [{ line: index + 1, problem: `“${name}” is no generated part` }]
    const end = lines.indexOf(closing(name), index)
    if (end === -1) return [{ line: index + 1, problem: `“${name}” has no end comment` }]
    const stands = lines
      .slice(index + 1, end)
      .join('\n')
      .trim()
    return difference(stands, text.trim(), index + 3)
  })
  return [...missing, ...wrong]
}

function difference(stands: string, shouldBe: string, firstLine: number): BlockProblem[] {
  const found = drift(stands, shouldBe)
  if (found === null) return []
  const problem = `the document says “${short(found.stands)}”, the code says “${short(found.rendered)}”`
  return [{ line: firstLine + found.line - 1, problem }]
}

function short(line: string): string {
  return line.length > 120 ? `${line.slice(0, 120)}…` : line
}

function closing(name: string): string {
  return `<!-- end: ${name} -->`
}
