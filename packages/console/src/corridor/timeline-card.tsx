import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { useAudit } from '../api/queries.js'
import type { SpanView } from '../api/views.js'
import { reasonInWords } from '../format/in-words.js'
import { count, percent, plural, ratio } from '../format/numbers.js'
import { age, dateTime } from '../format/time.js'
import { ByWhom } from '../ui/by-whom.js'
import { Card } from '../ui/card.js'
import { closedWord } from '../ui/closed-word.js'
import { ForeignText } from '../ui/foreign-text.js'
import { JudgedBy } from '../ui/judged-by.js'
import { Empty, Failure } from '../ui/notices.js'
import { TimeStamp } from '../ui/time-stamp.js'
import { EpochsTable } from './epochs-table.js'
import { changesRead } from './use-marks.js'

/** Shown at most; the link beside them leads to the others. */
const shownAtMost = 20

type Props = { readonly intent: string; readonly spans: readonly SpanView[] }

/** Which stage answered under which epoch, and what people and gates changed. */
export function TimelineCard({ intent, spans }: Props): ReactElement {
  const audit = useAudit(intent, changesRead)
  return (
    <Card
      title="Stages and epochs"
      note="An epoch is one model, prompt, schema and rules; a new one starts the stage's evidence from zero."
      className="span-all"
    >
      <div className="timeline">
        <div>
          {spans.length === 0 ? (
            <Empty title="No candidate has been sampled yet" />
          ) : (
            <ol className="spans">
              {spans.map((span) => (
                <Span
                  key={`${span.from} ${span.stage} ${span.epoch} ${span.rate} ${span.mode}`}
                  span={span}
                  all={spans}
                />
              ))}
            </ol>
          )}
          <EpochsTable intent={intent} spans={spans} />
        </div>
        <div>
          <h3 className="timeline-title">
            Changes and verdicts,{' '}
            <Link href={`/audit/${encodeURIComponent(intent)}`}>all of them</Link>
          </h3>
          {audit.error !== null && audit.data === undefined && (
            <Failure error={audit.error} retry={() => void audit.refetch()} />
          )}
          {/* Scrolls, so that who has no mouse must come to it as well. */}
          <ol className="changes" tabIndex={0} aria-label="Changes and verdicts">
            {audit.data?.entries
              .slice(0, shownAtMost)
              .map(({ seq, at, action, by, reason, to, evidence }) => (
                <li key={seq}>
                  <span className={`change-kind change-${action}`}>
                    {action.replaceAll('_', ' ')}
                  </span>
                  <span>
                    “<ForeignText text={reasonInWords(action, reason)} />”{' '}
                    <span className="small">
                      <ByWhom by={by} />, <TimeStamp at={at} />
                      {to.stage !== null &&
                        ` → ${to.stage}${to.closed === null ? '' : ` (${closedWord(to.closed)})`}`}
                    </span>
                    <JudgedBy evidence={evidence} />
                  </span>
                </li>
              ))}
            {audit.data?.entries.length === 0 && (
              <li className="small">Nobody has changed anything yet.</li>
            )}
          </ol>
        </div>
      </div>
    </Card>
  )
}

function Span({
  span,
  all,
}: {
  readonly span: SpanView
  readonly all: readonly SpanView[]
}): ReactElement {
  const start = Math.min(...all.map(({ from }) => Date.parse(from)))
  const end = Math.max(...all.map(({ to }) => Date.parse(to)))
  const [from, to] = [Date.parse(span.from), Date.parse(span.to)]
  const width = Math.max(0.5, ((to - from) / (end - start)) * 100)
  return (
    <li className="span">
      <p className="span-name">
        <strong>
          <bdi>{span.stage ?? 'no rollout'}</bdi>
        </strong>{' '}
        <span className="small">
          {span.rate === null ? '' : `${percent(span.rate)} · `}
          {span.mode} · epoch <span className="mono">{span.epoch ?? 'none'}</span>
        </span>
      </p>
      <div className="span-track" title={`${dateTime(from)} to ${dateTime(to)}`}>
        <div
          className="span-bar"
          style={{
            left: `${Math.min(99.5, ((from - start) / (end - start)) * 100)}%`,
            width: `${width}%`,
          }}
        />
      </div>
      <p className="small num">
        {age(to - from)} · {count(span.sampled)} sampled · {ratio(span.errors, span.attempts)} of{' '}
        {plural(span.attempts, 'candidate')} failed · {count(span.accepted)} accepted
      </p>
    </li>
  )
}
