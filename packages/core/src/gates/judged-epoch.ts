import { bucketMs, cellSpan, type Cell } from '../metrics/index.js'

const activeMs = 3_600_000
const besideMs = 300_000
const besideShare = 0.1

/**
 * The epoch a stage is judged under: the one of its latest sampled decision; of two in the same bucket
 * the one that began later. `active` are the others that still answered within the hour before, `beside`
 * those of them that seem to answer still.
 *
 * @param cells Sealed ones of one stage.
 */
export function judgedEpoch(cells: Iterable<Cell>): {
  readonly epoch: string | null
  readonly active: readonly (string | null)[]
  readonly beside: readonly (string | null)[]
  /** All that were tried, in order of their first decision. */
  readonly tried: readonly (string | null)[]
} {
  const spans = new Map<string | null, { first: number; last: number }>()
  for (const cell of cells) {
    const { epoch } = cell.key
    const asked = cellSpan(cell)?.asked ?? null
    if (asked === null) continue
    const span = spans.get(epoch)
    if (span === undefined) spans.set(epoch, { ...asked })
    else {
      span.first = Math.min(span.first, asked.first)
      span.last = Math.max(span.last, asked.last)
    }
  }
  const [judged, ...others] = [...spans].toSorted(
    ([nameA, a], [nameB, b]) => b.last - a.last || b.first - a.first || byName(nameA, nameB),
  )
  if (judged === undefined) return { epoch: null, active: [], beside: [], tried: [] }
  const within = (ms: number): readonly (string | null)[] =>
    others.filter(([, { last }]) => last >= judged[1].last - ms / bucketMs).map(([name]) => name)
  // Where decisions are rare, minutes say little: a tenth of the judged epoch's time, then. One that
  // was replaced falls behind that soon.
  const besideFor = Math.min(
    activeMs,
    Math.max(besideMs, besideShare * (judged[1].last - judged[1].first) * bucketMs),
  )
  const tried = [...spans]
    .toSorted(([nameA, a], [nameB, b]) => a.first - b.first || byName(nameA, nameB))
    .map(([name]) => name)
  return { epoch: judged[0], active: within(activeMs), beside: within(besideFor), tried }
}

function byName(a: string | null, b: string | null): number {
  return (a ?? '') < (b ?? '') ? -1 : 1
}
