import type { Nodes, Root, RootContent } from 'mdast'

/** The words of a node as a reader sees them, markup left out. */
export function plainText(node: Nodes): string {
  if ('value' in node) return node.value
  if ('children' in node) return node.children.map((child) => plainText(child)).join('')
  return node.type === 'break' ? '\n' : ''
}

/** `node` and everything below it, in reading order. */
export function* walk(node: Nodes): Generator<Nodes> {
  yield node
  if ('children' in node) for (const child of node.children) yield* walk(child)
}

/** A node nested deeper than `most`, or null. Looks without recursion, so that the others need not. */
export function tooDeep(root: Nodes, most: number): Nodes | null {
  const open: { node: Nodes; depth: number }[] = [{ node: root, depth: 0 }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, depth } = next
    if (depth > most) return node
    if ('children' in node) {
      for (const child of node.children) open.push({ node: child, depth: depth + 1 })
    }
  }
  return null
}

export function lineOf(node: Nodes): number {
  return node.position?.start.line ?? 1
}

/** A heading with what stands below it, up to the next heading of any level. */
export type Section = {
  /** Empty for what stands before the first heading. */
  readonly heading: string
  readonly depth: number
  readonly line: number
  readonly content: readonly RootContent[]
}

export function sectionsOf(root: Root): Section[] {
  const sections: { heading: string; depth: number; line: number; content: RootContent[] }[] = [
    { heading: '', depth: 0, line: 1, content: [] },
  ]
  for (const node of root.children) {
    if (node.type === 'heading') {
      sections.push({
        heading: plainText(node).trim(),
        depth: node.depth,
        line: lineOf(node),
        content: [],
      })
    } else {
      sections.at(-1)?.content.push(node)
    }
  }
  return sections
}
