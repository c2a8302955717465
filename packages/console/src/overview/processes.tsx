import { useState } from 'react'
import type { ReactElement } from 'react'
import type { ProcessView } from '../api/views.js'
import { count, plural } from '../format/numbers.js'
import { Empty } from '../ui/notices.js'
import { Process } from './process-row.js'

export function Processes({
  processes,
  leader,
  triedAt,
}: {
  readonly processes: readonly ProcessView[]
  /** The instance that leads; null where none does. */
  readonly leader: string | null
  /** When the kill was last tried in every process; null where it was not. */
  readonly triedAt: string | null
}): ReactElement {
  const stopped = processes.filter(({ state }) => state === 'stopped')
  const running = processes
    .filter(({ state }) => state !== 'stopped')
    .toSorted((a, b) => concern(b) - concern(a))
  if (processes.length === 0) {
    return (
      <Empty title="No process has reported yet">
        Each reports every few seconds once it runs with a control store (
        <code>PARTIAL_TRUST_STATE</code>).
      </Empty>
    )
  }
  const listed = (some: readonly ProcessView[]): ReactElement => (
    <ul className="processes">
      {some.map((process) => (
        <Process
          key={process.instance}
          process={process}
          leads={process.instance === leader}
          triedAt={triedAt}
        />
      ))}
    </ul>
  )
  const more = running.slice(shownAtMost)
  return (
    <>
      {listed(running.slice(0, shownAtMost))}
      {more.length > 0 && (
        <Folded summary={`${count(more.length)} more that report`}>{() => listed(more)}</Folded>
      )}
      {stopped.length > 0 && (
        <Folded summary={`${plural(stopped.length, 'process', 'processes')} stopped`}>
          {() => listed(stopped)}
        </Folded>
      )}
    </>
  )

  /** Who needs a look stands first; the others in the order in which they come. */
  function concern({ state, stop, instance, dropped_records: dropped }: ProcessView): number {
    if (state !== 'alive' || stop === 'unproved' || dropped > 0) return 2
    return instance === leader ? 1 : 0
  }
}

/** More are folded: of two hundred processes one looks for those that need somebody, and these stand first. */
const shownAtMost = 12

type FoldedProps = { readonly summary: string; readonly children: () => ReactElement }

/** What is folded is not drawn until somebody unfolds it. */
function Folded({ summary, children }: FoldedProps): ReactElement {
  const [open, setOpen] = useState(false)
  return (
    <details className="stopped" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className="small">{summary}</summary>
      {open && children()}
    </details>
  )
}
