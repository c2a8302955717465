import { useDeferredValue, useEffect, useState } from 'react'
import type { ReactElement } from 'react'
import { useOverview, useView } from '../api/queries.js'
import type { RecordsView } from '../api/views.js'
import { plural } from '../format/numbers.js'
import { clockTime, dateTime, utc } from '../format/time.js'
import { ExportButtons } from '../records/export-buttons.js'
import { differencesOf, RecordDetail } from '../records/record-detail.js'
import { RecordFilter } from '../records/record-filter.js'
import { filterOf, noFilter, queryOf, recordsPath } from '../records/record-query.js'
import type { Filter } from '../records/record-query.js'
import { Card } from '../ui/card.js'
import { focusOn } from '../ui/focus-on.js'
import { Empty, Failure, Waiting } from '../ui/notices.js'
import { usePageTitle } from '../ui/use-page-title.js'

const refreshMs = 5000

/** Decisions one by one, as content-free as their lines in the risk log. The address holds the filter. */
export default function Records({ asked }: { readonly asked?: string | undefined }): ReactElement {
  usePageTitle('Records')
  const [filter, setFilter] = useState(() => filterOf(asked))
  // The address follows the filter without the router's knowledge, so a link back is heard here.
  useEffect(() => {
    const follow = (): void => {
      const [, query] = /^#\/records\/?(.*)$/u.exec(location.hash) ?? []
      if (query !== undefined) setFilter(filterOf(query))
    }
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])
  const deferred = useDeferredValue(filter)
  // A search reads the log from its end: it is made when asked for, and not every few seconds.
  const everything = recordsPath(deferred) === recordsPath(noFilter)
  const records = useView(
    'GET /v1/records',
    { query: queryOf(deferred) },
    everything ? refreshMs : false,
  )
  const corridors = useOverview().data?.corridors ?? []
  const { data, error } = records

  function change(next: Filter): void {
    setFilter(next)
    history.replaceState(null, '', `#${recordsPath(next)}`)
  }

  return (
    <>
      <header className="page-head">
        <h1>Records</h1>
        <p className="page-sub">
          One line a decision: who answered, and which check or rule decided it.
        </p>
      </header>
      <Card
        title="Search"
        aside={<ExportButtons records={data?.records ?? []} corridors={corridors} />}
      >
        <RecordFilter
          filter={filter}
          onChange={change}
          intents={corridors.map(({ intent }) => intent)}
        />
        {data === undefined && error === null && <Waiting rows={5} />}
        {error !== null && <Failure error={error} retry={() => void records.refetch()} />}
        {data !== undefined && error === null && (
          <>
            {/* Read out where somebody asked for it: it is another every few seconds where nobody searches. */}
            <p className="small found" role={everything ? undefined : 'status'}>
              {summaryOf(data)}{' '}
              <button type="button" className="link" onClick={() => void records.refetch()}>
                Look again
              </button>
              {!everything && (
                <>
                  {' '}
                  <button
                    type="button"
                    className="link"
                    onClick={() => {
                      change(noFilter)
                      focusOn('[data-search]')
                    }}
                  >
                    Clear the search
                  </button>
                </>
              )}
            </p>
            <Found view={data} />
          </>
        )}
      </Card>
    </>
  )
}

function summaryOf({
  records,
  looked_at: lookedAt,
  whole,
  source,
  problem,
  at,
}: RecordsView): string {
  const where =
    source === 'log'
      ? 'the risk log that this host’s processes write'
      : `this process alone${problem === null ? '' : `, as the risk log cannot be read (${problem})`}`
  const older = whole ? 'that is all there is' : 'older ones may fit too'
  return `${plural(records.length, 'record')} at ${clockTime(Date.parse(at))}, from ${where}: ${plural(lookedAt, 'line')} looked through, ${older}.`
}

/** Drawn at first: the newest are what one came for, and a page of hundreds is slow to read and to draw. */
const drawnAtFirst = 50

function Found({ view }: { readonly view: RecordsView }): ReactElement {
  const [all, setAll] = useState(false)
  if (view.records.length === 0) {
    return (
      <Empty title="No record fits">
        {view.looked_at === 0
          ? 'No decision was sampled yet.'
          : 'Decisions outside the sample are found by their id, status or reason.'}
      </Empty>
    )
  }
  const shown = all ? view.records : view.records.slice(0, drawnAtFirst)
  return (
    <>
      <ul className="record-list">
        {shown.map((record) => (
          <li key={`${record.trace_id} ${record.timestamp}`}>
            <details>
              <summary>
                <time dateTime={record.timestamp} title={utc(Date.parse(record.timestamp))}>
                  {dateTime(Date.parse(record.timestamp))}
                </time>
                <span className="record-intent">
                  <bdi>{record.corridor_intent}</bdi>
                </span>
                <span className={record.status === 'accepted_llm' ? 'by-llm' : 'by-baseline'}>
                  {record.status === 'accepted_llm' ? '✓ model' : '↩ baseline'}
                </span>
                <code>{record.reason_code}</code>
                <span className="small">
                  {record.diff_summary === null ? '' : `differs in ${differencesOf(record)}`}
                </span>
                <span className="small num record-latency">
                  {record.latency_ms === null ? '' : `${record.latency_ms}\u202fms`}
                </span>
              </summary>
              <RecordDetail record={record} />
            </details>
          </li>
        ))}
      </ul>
      {shown.length < view.records.length && (
        <button
          type="button"
          className="button"
          onClick={() => {
            setAll(true)
            focusOn(`.record-list > li:nth-child(${drawnAtFirst + 1}) summary`)
          }}
        >
          Show all {view.records.length}
        </button>
      )}
    </>
  )
}
