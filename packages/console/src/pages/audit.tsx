import { useState } from 'react'
import type { ReactElement } from 'react'
import { Link, useLocation } from 'wouter'
import { useAudit, useOverview } from '../api/queries.js'
import type { AuditEntryView, AuditView, StandingView } from '../api/views.js'
import { reasonInWords } from '../format/in-words.js'
import { count, percent, plural } from '../format/numbers.js'
import { saveJson } from '../records/export-records.js'
import { ByWhom } from '../ui/by-whom.js'
import { Card } from '../ui/card.js'
import { closedWord } from '../ui/closed-word.js'
import { ForeignText } from '../ui/foreign-text.js'
import { JudgedBy } from '../ui/judged-by.js'
import { Empty, Failure, Waiting } from '../ui/notices.js'
import { TimeStamp } from '../ui/time-stamp.js'
import { usePageTitle } from '../ui/use-page-title.js'

type Props = { readonly intent?: string | undefined }

/** The incident timeline: every change, of all corridors or of one, with the counts it was judged on. */
export default function Audit({ intent }: Props): ReactElement {
  usePageTitle('Audit', ...(intent === undefined ? [] : [intent]))
  const [limit, setLimit] = useState(50)
  const [, navigate] = useLocation()
  const corridors = useOverview().data?.corridors ?? []
  const audit = useAudit(intent ?? null, limit)
  const { data, error } = audit
  const { entries = [], more = 0 } = data ?? {}
  return (
    <>
      <header className="page-head">
        <h1>Audit</h1>
        <p className="page-sub">
          Every change of live control: who, when, what, why, and on which evidence.
        </p>
      </header>
      {data !== undefined && <Chain chain={data.chain} />}
      <Card
        title="Timeline"
        note="Newest first. What a gate decided stands with the counts it was judged on."
        aside={
          <div className="steering">
            <label className="field-inline">
              <span>Corridor</span>
              <select
                value={intent ?? ''}
                onChange={({ target: { value } }) =>
                  navigate(value === '' ? '/audit' : `/audit/${encodeURIComponent(value)}`)
                }
              >
                <option value="">All</option>
                {corridors.map((corridor) => (
                  <option key={corridor.intent} value={corridor.intent}>
                    {corridor.intent}
                  </option>
                ))}
              </select>
            </label>
            <button
              type="button"
              className="button"
              disabled={entries.length === 0}
              onClick={() => saveJson(entries, 'audit.json')}
            >
              Export JSON
            </button>
          </div>
        }
      >
        {/* The list of corridors above stays meanwhile, with whoever chooses from it. */}
        {data === undefined && error === null && <Waiting rows={5} />}
        {data === undefined && error !== null && (
          <Failure error={error} retry={() => void audit.refetch()} />
        )}
        {data !== undefined && entries.length === 0 ? (
          <Empty title="Nobody has changed anything yet">
            A kill, resume or rollout leaves its entry here.
          </Empty>
        ) : (
          <ol className="entries">
            {entries.map((entry) => (
              <Entry key={entry.seq} entry={entry} />
            ))}
          </ol>
        )}
        {more > 0 && (
          <button
            type="button"
            className="button"
            onClick={() => setLimit(Math.min(1000, limit * 4))}
          >
            Show older ({count(more)})
          </button>
        )}
      </Card>
    </>
  )
}

function Chain({ chain }: { readonly chain: AuditView['chain'] }): ReactElement {
  if (chain.kind === 'broken') {
    return (
      <div className="notice notice-error chain" role="alert">
        <strong>■ The chain is broken at entry {chain.seq}:</strong> {chain.problem}. Somebody
        changed the trail behind the product's back; keep a copy of the store and find out who.
      </div>
    )
  }
  if (chain.kind === 'checking') {
    return (
      <div className="notice chain" role="status" aria-busy>
        Checking the chain from its first entry: {count(chain.checked)} of {count(chain.of)} entries
        so far.
      </div>
    )
  }
  return (
    <div className="notice chain">
      <strong className="key-go">
        {chain.kind === 'intact' ? '✓ The chain is intact:' : '✓ The chain holds:'}
      </strong>{' '}
      {plural(chain.entries, 'entry', 'entries')} checked from the first, ending in{' '}
      <code title={chain.hash}>{chain.hash.slice(0, 16)}…</code>
      {chain.kind === 'not_covered' && (
        <> · not covered, as older entries did not record it: {chain.fields.join(', ')}</>
      )}
    </div>
  )
}

/** What the trail calls all corridors together, in entries on the store itself. */
const everyCorridor = '*'

function Entry({ entry }: { readonly entry: AuditEntryView }): ReactElement {
  const { seq, at, by, action, intent, reason, from, to, evidence, hash } = entry
  return (
    <li className="entry">
      <span className="small num">#{seq}</span>
      <div>
        <p>
          <span className={`change-kind change-${action}`}>{action.replaceAll('_', ' ')}</span>{' '}
          {intent === everyCorridor ? (
            'the store'
          ) : (
            <Link href={`/corridors/${encodeURIComponent(intent)}`}>
              <bdi>{intent}</bdi>
            </Link>
          )}{' '}
          <span className="small">
            by <ByWhom by={by} />, <TimeStamp at={at} />
          </span>
        </p>
        <p className="entry-reason">
          “<ForeignText text={reasonInWords(action, reason)} />”
        </p>
        {standing(from) !== standing(to) && (
          <p className="small">
            {standing(from)} → {standing(to)}
          </p>
        )}
        <JudgedBy evidence={evidence} />
        <details>
          <summary className="small">Hash{evidence === null ? '' : ' and evidence'}</summary>
          <p className="mono small">{hash}</p>
          {evidence !== null && (
            <pre className="evidence" tabIndex={0} aria-label="Evidence">
              {JSON.stringify(evidence, null, 2)}
            </pre>
          )}
        </details>
      </div>
    </li>
  )
}

function standing({ killed, stage, rate, closed }: StandingView): string {
  if (killed) return stage === null ? 'killed' : `killed at ${stage}`
  if (stage === null) return 'no rollout'
  return `${stage} ${rate === null ? '' : percent(rate)}${closed === null ? '' : ` ${closedWord(closed)}`}`
}
