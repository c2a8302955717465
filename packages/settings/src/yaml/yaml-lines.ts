import {
  LineCounter,
  YAMLParseError,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  parseDocument,
  visit,
} from 'yaml'
import type { Document, Node, Pair, YAMLMap } from 'yaml'

export type YamlPath = readonly PropertyKey[]

/** A YAML document whose every value knows its line. */
export type YamlWithLines = {
  readonly document: Document.Parsed
  /** Line of the value at `path`, or of the nearest thing around it that exists. */
  lineAt(path: YamlPath): number
  /** Line of the key itself. */
  lineOfKey(path: YamlPath): number
  lineOfOffset(offset: number): number
  /**
   * What it says as plain data, or why an alias in it stands for nothing or for too much. Not for a document with
   * errors.
   */
  data(): YamlData
}

export type YamlData =
  { readonly kind: 'data'; readonly value: unknown } | ({ readonly kind: 'endless' } & YamlProblem)
export type YamlProblem = { readonly line: number; readonly problem: string }

/** Copies of what an anchor names, all together: far more than a file of ours means. */
const mostCopies = 100

export function parseYaml(text: string): YamlWithLines {
  const lines = new LineCounter()
  // YAML 1.2 core schema: no octal surprises, no merge keys, and a key may stand only once.
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false, // the library compares each key with every other; see below
    logLevel: 'error', // a key that is a list is refused by whoever reads it, not warned of
    version: '1.2',
  })
  document.errors.push(...keysGivenTwice(document))
  const pairOf = pairsByKey()
  const lineOfOffset = (offset: number): number => lines.linePos(offset).line

  function lineAt(path: YamlPath): number {
    const { node } = nearest(document, path, pairOf)
    return lineOfOffset(node?.range?.[0] ?? 0)
  }
  function lineOfKey(path: YamlPath): number {
    const { node, pair, depth } = nearest(document, path, pairOf)
    const key = depth === path.length ? pair?.key : node
    return lineOfOffset(isNode(key) ? (key.range?.[0] ?? 0) : 0)
  }
  return {
    document,
    lineAt,
    lineOfKey,
    lineOfOffset,
    data: () => dataOf(document, lineOfOffset),
  }
}

function keysGivenTwice(document: Document.Parsed): YAMLParseError[] {
  const errors: YAMLParseError[] = []
  visit(document, {
    Map(_, map) {
      const met = new Set<unknown>()
      for (const { key } of map.items) {
        const value = isScalar(key) ? key.value : key
        if (met.has(value)) {
          const at = (isNode(key) ? key.range?.[0] : undefined) ?? 0
          errors.push(new YAMLParseError([at, at + 1], 'DUPLICATE_KEY', 'Map keys must be unique'))
        }
        met.add(value)
      }
    },
  })
  return errors
}

type PairOf = (map: YAMLMap, key: string) => Pair | undefined

/** A file may have thousands of keys, and a problem with each: every map is gone through once. */
function pairsByKey(): PairOf {
  const known = new WeakMap<YAMLMap, Map<string, Pair>>()
  return (map, key) => {
    let pairs = known.get(map)
    if (pairs === undefined) {
      pairs = new Map()
      for (const pair of map.items) {
        const text = keyText(pair.key)
        if (isPair(pair) && !pairs.has(text)) pairs.set(text, pair)
      }
      known.set(map, pairs)
    }
    return pairs.get(key)
  }
}

function dataOf(document: Document.Parsed, lineOfOffset: (offset: number) => number): YamlData {
  const dangling: YamlProblem[] = []
  visit(document, {
    Alias(_, node) {
      if (node.resolve(document) !== undefined) return
      const line = lineOfOffset(node.range?.[0] ?? 0)
      const { source } = node
      dangling.push({
        line,
        problem: `*${source} names nothing: write &${source} at a value above it`,
      })
    },
  })
  const [first] = dangling
  if (first !== undefined) return { kind: 'endless', ...first }
  try {
    return { kind: 'data', value: document.toJS({ maxAliasCount: mostCopies }) }
  } catch {
    const problem = `more than ${mostCopies} copies by alias: write out what they stand for`
    return { kind: 'endless', line: 1, problem }
  }
}

type Found = { readonly node: Node | null; readonly pair: Pair | null; readonly depth: number }

function nearest(document: Document.Parsed, path: YamlPath, pairOf: PairOf): Found {
  let found: Found = { node: document.contents, pair: null, depth: 0 }
  for (const [index, key] of path.entries()) {
    const parent = isAlias(found.node) ? found.node.resolve(document) : found.node
    if (isMap(parent)) {
      const pair = pairOf(parent, String(key))
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
