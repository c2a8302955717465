import type { CDPSession } from 'playwright-core'

/** What a page's scripts keep after a collection, and beside it what the engine keeps for itself. */
export type HeapParts = {
  /** Objects, strings, closures, arrays and the nodes of the document: what a page can leak. */
  readonly keptBytes: number
  /** Code compiled from the page's own functions, and the shapes of its objects: ends with the page's size. */
  readonly codeBytes: number
  /** How many there are of each kind of object, by its constructor or type. */
  readonly counts: ReadonlyMap<string, number>
}

type Snapshot = {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: readonly string[]
      readonly node_types: readonly [readonly string[], ...unknown[]]
    }
  }
  readonly nodes: readonly number[]
  readonly strings: readonly string[]
}

/** What the engine makes of the page's functions as they run often. */
const ofTheEngine: ReadonlySet<string> = new Set(['code', 'object shape'])

/** Takes a snapshot of the page's heap, which collects it first, and says what it is made of. */
export async function heapParts(session: CDPSession): Promise<HeapParts> {
  const chunks: string[] = []
  const gather = ({ chunk }: { readonly chunk: string }): void => void chunks.push(chunk)
  session.on('HeapProfiler.addHeapSnapshotChunk', gather)
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  session.off('HeapProfiler.addHeapSnapshotChunk', gather)
  const taken: Snapshot = JSON.parse(chunks.join(''))
  return partsOf(taken)
}

function partsOf({ snapshot: { meta }, nodes, strings }: Snapshot): HeapParts {
  const [types] = meta.node_types
  const step = meta.node_fields.length
  const [type, name, size] = ['type', 'name', 'self_size'].map((field) =>
    meta.node_fields.indexOf(field),
  )
  let [keptBytes, codeBytes] = [0, 0]
  const counts = new Map<string, number>()
  for (let at = 0; at < nodes.length; at += step) {
    const value = (offset: number | undefined): number => nodes[at + (offset ?? 0)] ?? 0
    const kind = types[value(type)] ?? ''
    if (ofTheEngine.has(kind)) {
      codeBytes += value(size)
      continue
    }
    keptBytes += value(size)
    const called = kind === 'object' || kind === 'native' ? (strings[value(name)] ?? '') : kind
    counts.set(called, (counts.get(called) ?? 0) + 1)
  }
  return { keptBytes, codeBytes, counts }
}

/** Kinds of which every look found more than the one before, with how many more in all: what leaks grows so. */
export function everMore(looks: readonly HeapParts[]): readonly (readonly [string, number])[] {
  const [first] = looks
  const last = looks.at(-1)
  if (first === undefined || last === undefined) return []
  return [...last.counts]
    .filter(([kind]) =>
      looks.every(
        ({ counts }, nth) =>
          nth === 0 || (counts.get(kind) ?? 0) > (looks[nth - 1]?.counts.get(kind) ?? 0),
      ),
    )
    .map(([kind, count]) => [kind, count - (first.counts.get(kind) ?? 0)] as const)
    .toSorted(([, a], [, b]) => b - a)
}
