import type { ReactElement } from 'react'
import { useView } from '../api/queries.js'
import type { RecordsView } from '../api/views.js'
import { CopyButton } from '../ui/copy-button.js'

type RiskRecord = RecordsView['records'][number]

/** One record in full, with the check or rule that decided it and what to do about it; copyable. */
export function RecordDetail({ record }: { readonly record: RiskRecord }): ReactElement {
  const known = useView('GET /v1/reason-codes', {}, false).data?.[record.reason_code]
  const text = JSON.stringify(record, null, 2)
  return (
    <div className="record-detail">
      <dl className="facts">
        <dt>Answered by</dt>
        <dd>{record.status === 'accepted_llm' ? 'the model' : 'the baseline'}</dd>
        <dt>Decided by</dt>
        <dd>
          <code>{record.reason_code}</code>
          {known !== undefined && <> {known.meaning}</>}
        </dd>
        {known !== undefined && (
          <>
            <dt>What to do</dt>
            <dd>{known.action}</dd>
          </>
        )}
        <dt>Differs in</dt>
        <dd>{differencesOf(record)}</dd>
        <dt>Under</dt>
        <dd>
          stage {record.stage ?? 'none'}, epoch <span className="mono">{record.epoch}</span>,
          process <span className="mono">{record.instance}</span>
        </dd>
      </dl>
      <div className="command">
        <pre tabIndex={0} aria-label="The record">
          {text}
        </pre>
        <CopyButton text={text} />
      </div>
    </div>
  )
}

/** In what model and baseline disagree. */
export function differencesOf({ diff_summary: diff }: Pick<RiskRecord, 'diff_summary'>): string {
  if (diff === null) return 'not compared'
  const names = Object.entries(diff)
    .filter(([, differs]) => differs)
    .map(([name]) => name.replace('_mismatch', '').replaceAll('_', ' '))
  return names.length === 0 ? 'nothing' : names.join(', ')
}
