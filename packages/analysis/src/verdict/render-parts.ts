import type { PartsReport, PartVerdict } from '@partial-trust/core'
import { percent, table } from './render-verdict.js'

/** A corridor's parts for a person at a terminal. */
export function renderParts({ by, whole, parts, masked }: PartsReport): string {
  const failing = parts.filter(({ verdict }) => verdict.verdict === 'NO_GO')
  const rows = parts.map((part) => [
    part.name,
    String(part.place),
    part.verdict.verdict,
    ...worst(part),
  ])
  const together = `each of the ${parts.length} parts by itself; all of them together err as often as the plan allows`
  const warning = `${whole} as a whole hides a failing part: ${masked.join(', ')}`
  return [
    `by ${by} (${together})`,
    ...table([['part', 'place', 'says', 'gate that says most', 's of n', 'rate'], ...rows]),
    ...failing.flatMap(({ name, verdict: { because } }) => [`  ${name}: ${because[0] ?? 'fails'}`]),
    ...(masked.length === 0 ? [] : [`  ${warning}`]),
    '',
  ].join('\n')
}

/** The row with the most evidence of what the part's verdict says. */
function worst({ verdict }: PartVerdict): readonly string[] {
  const says = verdict.metrics.filter((row) => row.verdict === verdict.verdict)
  const [row] = (says.length > 0 ? says : verdict.metrics).toSorted(
    (a, b) => (b.log_e ?? -Infinity) - (a.log_e ?? -Infinity),
  )
  if (row === undefined) return ['-', '-', '-']
  return [row.name, `${row.s} of ${row.n}`, row.estimate === null ? '-' : percent(row.estimate)]
}
