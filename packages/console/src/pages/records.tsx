import { useDeferredValue, useState } from 'react'
import type { ReactElement } from 'react'
import { useOverview, useView } from '../api/queries.js'
import type { RecordsView } from '../api/views.js'
import { plural } from '../format/numbers.js'
import { dateTime, utc } from '../format/time.js'
import { exportRecords } from '../records/export-records.js'
import { RecordDetail } from '../records/record-detail.js'
import { RecordFilter } from '../records/record-filter.js'
import { noFilter, queryOf } from '../records/record-query.js'
import { Card } from '../ui/card.js'
import { Empty, Failure, Waiting } from '../ui/notices.js'
import { usePageTitle } from '../ui/use-page-title.js'

/** Decisions one by one, as content-free as their lines in the risk log. */
export default function Records(): ReactElement {
  usePageTitle('Records')
  const [filter, setFilter] = useState(noFilter)
  const query = queryOf(useDeferredValue(filter))
  const records = useView('GET /v1/records', { query }, 5000)
  const corridors = useOverview().data?.corridors ?? []
  const { data, error } = records
  const found = data?.records ?? []
  return (
    <>
      <header className="page-head">
        <h1>Records</h1>
        <p className="page-sub">
          The latest sampled decisions of this process. Older ones, and those of other processes,
          are in the risk log.
        </p>
      </header>
      <Card
        title="Search"
        aside={
          <div className="steering">
            {(['csv', 'json'] as const).map((format) => (
              <button
                key={format}
                type="button"
                className="button"
                disabled={found.length === 0}
                onClick={() => exportRecords(found, format)}
              >
                Export {format.toUpperCase()}
              </button>
            ))}
          </div>
        }
      >
        <RecordFilter
          filter={filter}
          onChange={setFilter}
          intents={corridors.map(({ intent }) => intent)}
        />
        {data === undefined && error === null && <Waiting rows={5} />}
        {error !== null && <Failure error={error} retry={() => void records.refetch()} />}
        {data !== undefined && error === null && <Found view={data} />}
      </Card>
    </>
  )
}

function Found({ view }: { readonly view: RecordsView }): ReactElement {
  const { records, matching, kept } = view
  if (records.length === 0) {
    return (
      <Empty title="No record fits">
        {kept === 0
          ? 'No decision of this process was sampled yet.'
          : `${plural(kept, 'record')} were looked through.`}
      </Empty>
    )
  }
  return (
    <>
      <p className="small" role="status">
        {records.length} shown of {plural(matching, 'record')} that fit; {plural(kept, 'record')}{' '}
        looked through.
      </p>
      <ul className="record-list">
        {records.map((record) => (
          <li key={record.trace_id}>
            <details>
              <summary>
                <time dateTime={record.timestamp} title={utc(Date.parse(record.timestamp))}>
                  {dateTime(Date.parse(record.timestamp))}
                </time>{' '}
                <bdi>{record.corridor_intent}</bdi> · {record.status} ·{' '}
                <code>{record.reason_code}</code>
                {record.latency_ms !== null && (
                  <span className="num"> · {record.latency_ms} ms</span>
                )}
              </summary>
              <RecordDetail record={record} />
            </details>
          </li>
        ))}
      </ul>
    </>
  )
}
