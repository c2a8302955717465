import type { ReactElement } from 'react'
import type { PartClosedView } from '../api/views.js'
import { ForeignText } from '../ui/foreign-text.js'
import { Ago } from '../ui/time-stamp.js'

/** The parts of a corridor that were demoted alone, while the rest goes on; nothing where none was. */
export function PartsClosed({
  parts,
}: {
  readonly parts: readonly PartClosedView[]
}): ReactElement | null {
  if (parts.length === 0) return null
  return (
    <ul className="parts-closed small">
      {parts.map(({ part, at, by, reason }) => (
        <li key={part}>
          <strong className="warn">
            ◩ Not for <bdi className="mono">{part}</bdi>
          </strong>
          : these get the baseline since <Ago at={at} />, by <bdi>{by}</bdi>: “
          <ForeignText text={reason} />”
        </li>
      ))}
    </ul>
  )
}
