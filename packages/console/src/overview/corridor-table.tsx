import { useMemo, useState } from 'react'
import type { ReactElement } from 'react'
import type { CorridorSummary } from '../api/views.js'
import { plural } from '../format/numbers.js'
import { CorridorRow } from './corridor-row.js'
import { orderings, sorted } from './order-corridors.js'
import type { Ordering } from './order-corridors.js'
import { useRest } from './use-rest.js'

/** What stands above the first row, and how high a row is at least, in px: as a table, and as a card on narrow windows. */
const [abovePx, rowPx, cardPx] = [250, 96, 190]

/** As many rows as the window shows: these are drawn at once, those below them right after. */
function rowsInSight(): number {
  return Math.ceil((innerHeight - abovePx) / (innerWidth > 1100 ? rowPx : cardPx))
}

/** More corridors than this can be searched. */
const searchedFrom = 6

/** Every corridor in one table of fixed columns: problems first, unless another order is asked for. */
export function CorridorTable({
  corridors,
}: {
  readonly corridors: readonly CorridorSummary[]
}): ReactElement {
  const [wanted, setWanted] = useState('')
  const [ordering, setOrdering] = useState<Ordering>('problems')
  const inOrder = useMemo(() => sorted(corridors, ordering), [corridors, ordering])
  const part = wanted.trim().toLowerCase()
  const shown = inOrder.filter(({ intent }) => intent.toLowerCase().includes(part))
  const all = useRest()
  return (
    <section aria-label="Corridors" className="card corridors">
      {corridors.length >= searchedFrom && (
        <div className="table-tools">
          <label className="field-inline">
            <span>Filter</span>
            <input
              data-search
              type="search"
              value={wanted}
              placeholder="Name, or press /"
              onChange={({ target }) => setWanted(target.value)}
            />
          </label>
          <label className="field-inline">
            <span>Order</span>
            <select
              value={ordering}
              onChange={({ target }) =>
                setOrdering(orderings.find(({ key }) => key === target.value)?.key ?? 'problems')
              }
            >
              {orderings.map(({ key, name }) => (
                <option key={key} value={key}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <p className="small" role="status">
            {shown.length === corridors.length
              ? plural(corridors.length, 'corridor')
              : `${shown.length} of ${plural(corridors.length, 'corridor')}`}
          </p>
        </div>
      )}
      <table className="table corridor-table">
        <thead>
          <tr>
            <th scope="col">Corridor</th>
            <th scope="col">Now</th>
            <th
              scope="col"
              className="right"
              title="Share of the ids that fit the corridor for which the LLM may be asked"
            >
              Eligible ids
            </th>
            <th
              scope="col"
              className="right"
              title="Share of all decisions of the last 24 hours, all processes, that were the LLM’s"
            >
              LLM’s share
            </th>
            <th scope="col">Verdict</th>
            <th scope="col" title="Share of the candidates of the last 24 hours that failed">
              Failed, 24 h
            </th>
            <th scope="col">
              <span className="hidden-visually">Change</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {(all ? shown : shown.slice(0, rowsInSight())).map((corridor) => (
            <CorridorRow key={corridor.intent} corridor={corridor} />
          ))}
        </tbody>
      </table>
      {shown.length === 0 && <p className="small empty-rows">No corridor’s name contains this.</p>}
    </section>
  )
}
