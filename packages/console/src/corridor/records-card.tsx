import { useState } from 'react'
import type { ReactElement } from 'react'
import type { RecentRecord } from '../api/views.js'
import { dateTime, utc } from '../format/time.js'
import { Card } from '../ui/card.js'
import { Empty } from '../ui/notices.js'

const shownFirst = 12

/** The last sampled decisions, as content-free as their records. */
export function RecordsCard({
  records,
}: {
  readonly records: readonly RecentRecord[]
}): ReactElement {
  const [all, setAll] = useState(false)
  const shown = all ? records : records.slice(0, shownFirst)
  return (
    <Card
      title="Recent sampled decisions"
      note="This process, newest first. No text of any command or answer is kept."
      className="span-all"
    >
      {records.length === 0 ? (
        <Empty title="No sampled decision yet in this process" />
      ) : (
        <>
          <table className="table records">
            <thead>
              <tr>
                <th scope="col">Time</th>
                <th scope="col">Outcome</th>
                <th scope="col">Reason</th>
                <th scope="col" className="right">
                  Latency
                </th>
                <th scope="col">Stage</th>
                <th scope="col">Differs in</th>
                <th scope="col">Trace</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((record) => (
                <Row key={record.trace_id} record={record} />
              ))}
            </tbody>
          </table>
          {records.length > shownFirst && (
            <button type="button" className="link" onClick={() => setAll(!all)}>
              {all ? 'Show fewer' : `Show all ${records.length}`}
            </button>
          )}
        </>
      )}
    </Card>
  )
}

function Row({ record }: { readonly record: RecentRecord }): ReactElement {
  const ms = Date.parse(record.timestamp)
  return (
    <tr>
      <td data-label="Time" className="num">
        <time dateTime={record.timestamp} title={utc(ms)}>
          {dateTime(ms)}
        </time>
      </td>
      <td data-label="Outcome">
        <span className={`outcome outcome-${record.status}`}>
          {outcomes[record.status] ?? record.status}
        </span>
      </td>
      <td data-label="Reason">
        <code>{record.reason}</code>
      </td>
      <td data-label="Latency" className="right num">
        {record.latency_ms === null ? '–' : `${record.latency_ms}\u202fms`}
      </td>
      <td data-label="Stage">
        <bdi>{record.stage ?? '–'}</bdi>
      </td>
      <td data-label="Differs in">{differences(record)}</td>
      <td data-label="Trace" className="mono small trace" title={record.trace_id}>
        {record.trace_id}
      </td>
    </tr>
  )
}

const outcomes: Readonly<Record<string, string>> = {
  accepted_llm: '✓ LLM',
  fallback_deterministic: '↩ baseline',
  shadow: '◐ shadow',
  skipped: '– skipped',
  error: '✕ error',
}

function differences({ diff }: RecentRecord): string {
  if (diff === null) return '–'
  const parts = [
    diff.intent_mismatch ? 'intent' : '',
    diff.decision_type_mismatch ? 'decision' : '',
    diff.action_count_mismatch ? 'actions' : '',
    diff.entity_key_mismatch ? 'fields' : '',
  ].filter((part) => part !== '')
  return parts.length === 0 ? 'nothing' : parts.join(', ')
}
