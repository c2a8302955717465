import { LineCounter, isAlias, isMap, isNode, isPair, isScalar, isSeq, parseDocument } from 'yaml'
import type { Document, Node, Pair } from 'yaml'

export type YamlPath = readonly PropertyKey[]

/** A YAML document whose every value knows its line. */
export type YamlWithLines = {
  readonly document: Document.Parsed
  /** Line of the value at `path`, or of the nearest thing around it that exists. */
  lineAt(path: YamlPath): number
  /** Line of the key itself. */
  lineOfKey(path: YamlPath): number
  lineOfOffset(offset: number): number
}

export function parseYaml(text: string): YamlWithLines {
  const lines = new LineCounter()
  // YAML 1.2 core schema: no octal surprises, no merge keys, and a key may stand only once.
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
    version: '1.2',
  })
  const lineOfOffset = (offset: number): number => lines.linePos(offset).line

  function lineAt(path: YamlPath): number {
    const { node } = nearest(document, path)
    return lineOfOffset(node?.range?.[0] ?? 0)
  }
  function lineOfKey(path: YamlPath): number {
    const { node, pair, depth } = nearest(document, path)
    const key = depth === path.length ? pair?.key : node
    return lineOfOffset(isNode(key) ? (key.range?.[0] ?? 0) : 0)
  }
  return { document, lineAt, lineOfKey, lineOfOffset }
}

type Found = { readonly node: Node | null; readonly pair: Pair | null; readonly depth: number }

function nearest(document: Document.Parsed, path: YamlPath): Found {
  let found: Found = { node: document.contents, pair: null, depth: 0 }
  for (const [index, key] of path.entries()) {
    const parent = isAlias(found.node) ? found.node.resolve(document) : found.node
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isPair(item) && keyText(item.key) === String(key))
      if (pair === undefined) break
      const value = isNode(pair.value) ? pair.value : isNode(pair.key) ? pair.key : null
      found = { node: value, pair, depth: index + 1 }
    } else if (isSeq(parent)) {
      const item = parent.items[Number(key)]
      if (!isNode(item)) break
      found = { node: item, pair: null, depth: index + 1 }
    } else {
      break
    }
  }
  return found
}

function keyText(key: unknown): string {
  return String(isScalar(key) ? key.value : key)
}
