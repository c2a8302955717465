import { reasonCodes } from '@partial-trust/core'
import type { ReasonCodeEntry } from '@partial-trust/core'
import type { ReactElement } from 'react'
import type { RecordsView } from '../api/views.js'
import { CopyButton } from '../ui/copy-button.js'

const reasons: Readonly<Record<string, ReasonCodeEntry>> = reasonCodes

type Props = { readonly record: RecordsView['records'][number] }

/** One record in full, with what decided it and what to do about it; copyable. */
export function RecordDetail({ record }: Props): ReactElement {
  const known = reasons[record.reason_code]
  const text = JSON.stringify(record, null, 2)
  return (
    <div className="record-detail">
      {known !== undefined && (
        <p>
          {known.meaning} <span className="small">What to do: {known.action}</span>
        </p>
      )}
      <div className="command">
        <pre tabIndex={0} aria-label="The record">
          {text}
        </pre>
        <CopyButton text={text} />
      </div>
    </div>
  )
}
