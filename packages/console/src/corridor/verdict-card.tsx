import type { ReactElement } from 'react'
import type { CorridorSummary, GateView } from '../api/views.js'
import { inWords, whyInWords } from '../format/in-words.js'
import { plural } from '../format/numbers.js'
import { daysLong } from '../format/time.js'
import { ByWhom } from '../ui/by-whom.js'
import { Card } from '../ui/card.js'
import { Empty, Failure, Waiting } from '../ui/notices.js'
import { Progress } from '../ui/progress.js'
import { VerdictBadge } from '../ui/standing-badge.js'
import { closedWord } from '../ui/closed-word.js'
import { ForeignText } from '../ui/foreign-text.js'
import { TimeStamp } from '../ui/time-stamp.js'
import { EvidenceMeter } from './evidence-meter.js'

type Props = {
  readonly gate: GateView | undefined
  readonly error: Error | null
  readonly retry: () => void
  readonly summary: CorridorSummary
}

/** What the gates say, why, and how much is missing to each verdict. */
export function VerdictCard({ gate, error, retry, summary }: Props): ReactElement {
  return (
    <Card
      title="Verdict"
      note="Evidence holds however often one looks. GO needs every gate; NO_GO closes the corridor by itself."
      className="span-all"
      aside={
        summary.stage_closed === null ? (
          <VerdictBadge verdict={gate?.verdict?.verdict ?? null} />
        ) : (
          <span className="badge badge-none">Stage closed</span>
        )
      }
    >
      {summary.stage_closed !== null && <Closed summary={summary} />}
      {gate === undefined &&
        (error === null ? <Waiting rows={2} /> : <Failure error={error} retry={retry} />)}
      {gate?.verdict === null && (
        <Empty title="No rollout, no verdict">
          Gates judge the stages of a plan. Start one above, or with{' '}
          <code>partial-trust rollout start</code>.
        </Empty>
      )}
      {gate !== undefined && gate.verdict !== null && (
        <Judged
          gate={gate}
          // What closed it stands above already, in full.
          because={gate.verdict.because.filter(
            (_, nth) => summary.stage_closed === null || nth > 0,
          )}
          verdict={gate.verdict}
        />
      )}
    </Card>
  )
}

/** What closed the stage, as it was judged then; the evidence below has moved on since. */
function Closed({ summary }: { readonly summary: CorridorSummary }): ReactElement {
  const { stage, stage_closed: closed, changed_by: by, changed_at: at } = summary
  const why = whyInWords(summary)
  return (
    <p className="notice notice-error closed-notice">
      <strong>
        Stage <bdi>{stage}</bdi> was {closedWord(closed ?? '')}
      </strong>
      {why !== null && (
        <>
          {'. '}
          <ForeignText text={why} />
        </>
      )}{' '}
      <span className="small">
        <ByWhom by={by} />
        {at !== null && (
          <>
            , <TimeStamp at={at} />
          </>
        )}
        . What follows is the evidence of the whole stage, as it stands now.
      </span>
    </p>
  )
}

type JudgedProps = {
  readonly gate: GateView
  readonly because: readonly string[]
  readonly verdict: NonNullable<GateView['verdict']>
}

function Judged({ gate, because, verdict }: JudgedProps): ReactElement {
  const names = [...new Set(verdict.metrics.map(({ name }) => name))]
  const { stage, limits } = gate
  return (
    <div className="verdict">
      <div className="verdict-text">
        <ol className="because">
          {because.map((sentence) => (
            <li key={sentence}>{inWords(sentence)}</li>
          ))}
        </ol>
        {stage !== null && (
          <div className="minimums">
            <Progress
              label="Sampled decisions"
              share={stage.min_sampled === 0 ? 1 : stage.sampled / stage.min_sampled}
              text={`${plural(stage.sampled, 'decision')} of at least ${stage.min_sampled}`}
            />
            <Progress
              label="Duration"
              share={stage.min_days === 0 ? 1 : stage.days / stage.min_days}
              text={`${daysLong(stage.days)} of at least ${daysLong(stage.min_days)}`}
            />
          </div>
        )}
      </div>
      <ul className="meters">
        {names.map((name) => (
          <EvidenceMeter
            key={name}
            name={name}
            rows={verdict.metrics.filter((row) => row.name === name)}
            limits={limits}
          />
        ))}
      </ul>
    </div>
  )
}
