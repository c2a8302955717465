import { reasonCodes, statuses } from '@partial-trust/core'
import { useId } from 'react'
import type { ReactElement } from 'react'
import type { Filter } from './record-query.js'

type Props = {
  readonly filter: Filter
  readonly onChange: (filter: Filter) => void
  readonly intents: readonly string[]
}

const texts = [
  { name: 'id', label: 'Trace or command id', type: 'search' },
  { name: 'reason', label: 'Reason', type: 'search' },
  { name: 'stage', label: 'Stage', type: 'search' },
  { name: 'epoch', label: 'Epoch', type: 'search' },
  { name: 'since', label: 'From', type: 'datetime-local' },
  { name: 'until', label: 'Before', type: 'datetime-local' },
] as const

/** Every word one can search records by. */
export function RecordFilter({ filter, onChange, intents }: Props): ReactElement {
  const reasons = useId()
  const choices = [
    { name: 'intent', label: 'Corridor', values: intents },
    { name: 'status', label: 'Status', values: statuses },
  ] as const
  return (
    <form className="record-filter" role="search" onSubmit={(event) => event.preventDefault()}>
      {choices.map(({ name, label, values }) => (
        <label key={name} className="field">
          <span>{label}</span>
          <select
            value={filter[name]}
            onChange={({ target }) => onChange({ ...filter, [name]: target.value })}
          >
            <option value="">Any</option>
            {values.map((value) => (
              <option key={value} value={value}>
                {value}
              </option>
            ))}
          </select>
        </label>
      ))}
      {texts.map(({ name, label, type }) => (
        <label key={name} className="field">
          <span>{label}</span>
          <input
            type={type}
            step={type === 'datetime-local' ? 1 : undefined}
            data-search={name === 'id' ? true : undefined}
            value={filter[name]}
            list={name === 'reason' ? reasons : undefined}
            onChange={({ target }) => onChange({ ...filter, [name]: target.value })}
          />
        </label>
      ))}
      <label className="field-inline">
        <input
          type="checkbox"
          checked={filter.differs === 'true'}
          onChange={({ target }) => onChange({ ...filter, differs: target.checked ? 'true' : '' })}
        />
        <span>Only where model and baseline disagree</span>
      </label>
      <datalist id={reasons}>
        {Object.keys(reasonCodes).map((reason) => (
          <option key={reason} value={reason} />
        ))}
      </datalist>
    </form>
  )
}
