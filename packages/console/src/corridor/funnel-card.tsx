import { useState } from 'react'
import type { ReactElement } from 'react'
import type { EndingView, FunnelView } from '../api/views.js'
import { count, ratio } from '../format/numbers.js'
import { Card } from '../ui/card.js'
import { Empty } from '../ui/notices.js'
import { TimeStamp } from '../ui/time-stamp.js'
import { funnelSteps } from './funnel-steps.js'

/** Where commands fall out on the way to an accepted candidate, each reason with what to do about it. */
export function FunnelCard({ funnel }: { readonly funnel: FunnelView }): ReactElement {
  const steps = funnelSteps(funnel.endings)
  return (
    <Card
      title="From command to accepted"
      note={
        <>
          This process (<span className="mono">{funnel.instance}</span>) since{' '}
          <TimeStamp at={funnel.since} />. Open a reason to see what it means.
        </>
      }
    >
      {funnel.total === 0 ? (
        <Empty title="No command yet">
          Send one to <code>POST /v1/decide</code>.
        </Empty>
      ) : (
        <ol className="funnel">
          {steps.map(({ name, hint, reached, lost }, index) => (
            <li key={name} className="funnel-step">
              <div className="funnel-row">
                <span className="funnel-name" title={hint}>
                  {name}
                </span>
                <span className="funnel-track" aria-hidden="true">
                  <span
                    className={index === steps.length - 1 ? 'funnel-bar funnel-end' : 'funnel-bar'}
                    style={{ width: `${(reached / funnel.total) * 100}%` }}
                  />
                </span>
                <span className="funnel-count num">
                  {count(reached)} <span className="small">{ratio(reached, funnel.total)}</span>
                </span>
              </div>
              {index < steps.length - 1 && lost.length > 0 && (
                <Lost endings={lost} total={funnel.total} />
              )}
            </li>
          ))}
        </ol>
      )}
    </Card>
  )
}

/** More reasons than this are folded. */
const shownReasons = 6

function Lost({
  endings,
  total,
}: {
  readonly endings: readonly EndingView[]
  readonly total: number
}): ReactElement {
  const [all, setAll] = useState(false)
  const shown = all ? endings : endings.slice(0, shownReasons)
  return (
    <ul className="lost">
      {shown.map(({ status, reason, count: number, meaning, action }) => (
        <li key={`${status} ${reason}`}>
          <details>
            <summary>
              <code>{reason}</code>
              <span className="num">−{count(number)}</span>
              <span className="small num">{ratio(number, total)}</span>
            </summary>
            <div className="lost-text">
              <p>{meaning}</p>
              <p>
                <strong>What to do:</strong> {action}
              </p>
            </div>
          </details>
        </li>
      ))}
      {endings.length > shownReasons && (
        <li>
          <button type="button" className="link" onClick={() => setAll(!all)}>
            {all ? 'Show fewer' : `Show ${endings.length - shownReasons} more reasons`}
          </button>
        </li>
      )}
    </ul>
  )
}
