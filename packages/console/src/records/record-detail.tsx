import type { ReactElement } from 'react'
import { useView } from '../api/queries.js'
import type { RecordsView } from '../api/views.js'
import { plural } from '../format/numbers.js'
import { CopyButton } from '../ui/copy-button.js'
import { InlineCode } from '../ui/inline-code.js'

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
          {known !== undefined && (
            <>
              {' '}
              <InlineCode text={known.meaning} />
            </>
          )}
        </dd>
        {known !== undefined && (
          <>
            <dt>What to do</dt>
            <dd>
              <InlineCode text={known.action} />
            </dd>
          </>
        )}
        <dt>Differs in</dt>
        <dd>
          {differencesOf(record)}
          <Beside record={record} />
        </dd>
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

/** What model and baseline would have done, as far as the record tells; it holds no content. */
function Beside({ record }: { readonly record: RiskRecord }): ReactElement | null {
  const { diff_summary: diff, baseline_summary: baseline, llm_summary: model } = record
  if (diff === null || baseline === null || model === null) return null
  const told = [
    [diff.intent_mismatch, baseline.intent, model.intent],
    [diff.decision_type_mismatch, baseline.decision_type, model.decision_type],
    [diff.action_count_mismatch, actions(baseline), actions(model)],
    [diff.entity_key_mismatch, keys(baseline), keys(model)],
  ].filter(([differs, ours, its]) => differs === true && ours !== its)
  return told.length === 0 ? null : (
    <ul className="small">
      {told.map(([, ours, its]) => (
        <li key={`${ours} ${its}`}>
          The baseline says <strong>{ours}</strong>, the model <strong>{its}</strong>.
        </li>
      ))}
    </ul>
  )
}

type Told = NonNullable<RiskRecord['baseline_summary']>

function actions({ action_count: actionCount }: Told): string {
  return plural(actionCount, 'action')
}

function keys({ entity_keys_count: keyCount }: Told): string {
  return plural(keyCount, 'entity key')
}

/** In what model and baseline disagree. */
export function differencesOf({ diff_summary: diff }: Pick<RiskRecord, 'diff_summary'>): string {
  if (diff === null) return 'not compared'
  const names = Object.entries(diff)
    .filter(([, differs]) => differs)
    .map(([name]) => name.replace('_mismatch', '').replaceAll('_', ' '))
  return names.length === 0 ? 'nothing' : names.join(', ')
}
