import type { ReactElement } from 'react'
import type { ReadinessFinding, ReadinessView } from '../api/views.js'
import { plural } from '../format/numbers.js'
import { InlineCode } from '../ui/inline-code.js'
import { TimeStamp } from '../ui/time-stamp.js'

type Stop = ReadinessFinding & { readonly part: number }

/** What stops the line. What one step mends stands together under it: twenty corridors make twenty lines, not twenty steps. */
export function Stops({
  view: { stop_the_line: stops, at },
}: {
  readonly view: ReadinessView
}): ReactElement {
  const groups = [...Map.groupBy(stops, ({ part, remedy }) => `${part} ${remedy}`).values()]
  return (
    <section className="notice notice-error" aria-label="STOP-THE-LINE">
      <p>
        <strong>■ STOP-THE-LINE: {plural(stops.length, 'contradiction')}</strong>
        {groups.length < stops.length && `, ${plural(groups.length, 'step')} to take`}, checked{' '}
        <TimeStamp at={at} />
      </p>
      <ol className="stops">
        {groups.map((group) => {
          const [first] = group
          return first === undefined ? null : (
            <Together key={`${first.part} ${first.what}`} first={first} group={group} />
          )
        })}
      </ol>
    </section>
  )
}

/** More of a kind than this are folded behind their count. */
export const shownAtMost = 3

function Together({
  first: { part, remedy },
  group,
}: {
  readonly first: Stop
  readonly group: readonly Stop[]
}): ReactElement {
  const shown = group.length > shownAtMost + 1 ? group.slice(0, shownAtMost) : group
  const folded = group.slice(shown.length)
  return (
    <li>
      <What part={part} stops={shown} />
      {folded.length > 0 && (
        <details className="small">
          <summary>{folded.length} more of the kind</summary>
          <What part={part} stops={folded} />
        </details>
      )}
      <p className="small">
        <strong>What to do:</strong> <InlineCode text={remedy} />
      </p>
    </li>
  )
}

/** Each with where it can be seen; said once where that is the same place. */
function What({
  part,
  stops,
}: {
  readonly part: number
  readonly stops: readonly Stop[]
}): ReactElement {
  return (
    <>
      {stops.map(({ what, evidence }, nth) => (
        <div key={`${what} ${evidence}`}>
          <p>
            <strong>Part {part}:</strong> <InlineCode text={what} />
          </p>
          {stops[nth + 1]?.evidence !== evidence && (
            <p className="small">
              Evidence: <InlineCode text={evidence} />
            </p>
          )}
        </div>
      ))}
    </>
  )
}
