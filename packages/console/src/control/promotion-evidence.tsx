import type { ReactElement } from 'react'
import { useGate } from '../api/queries.js'
import { inWords } from '../format/in-words.js'
import { plural } from '../format/numbers.js'
import { daysLong } from '../format/time.js'
import { judgedLine } from '../ui/judged-by.js'
import { Failure } from '../ui/notices.js'
import { TimeStamp } from '../ui/time-stamp.js'

/** The sentences that the verdict begins with; the others are unfolded with the counts. */
const shownFirst = 3

/** What a promotion rests on: what the gates say and miss, each gate's counts, since when and as of when. */
export function PromotionEvidence({ intent }: { readonly intent: string }): ReactElement | null {
  const { data: gate, error, refetch } = useGate(intent)
  if (gate === undefined && error !== null)
    return <Failure error={error} retry={() => void refetch()} />
  if (gate === undefined) return <p className="small">Reading the evidence…</p>
  const { verdict, stage } = gate
  if (verdict === null) return <p className="small">No gate judges it.</p>
  return (
    <section className="promotion-evidence" aria-label="Evidence">
      <ul>
        {verdict.because.slice(0, shownFirst).map((sentence) => (
          <li key={sentence}>{inWords(sentence)}</li>
        ))}
      </ul>
      <details className="small">
        <summary>
          All it says: {plural(verdict.metrics.length, 'gate')}, judged{' '}
          <TimeStamp at={verdict.decided_at} />
        </summary>
        {verdict.because.slice(shownFirst).map((sentence) => (
          <p key={sentence}>{inWords(sentence)}</p>
        ))}
        {stage !== null && (
          <p>
            {plural(stage.sampled, 'sampled decision')} of at least {stage.min_sampled}, over{' '}
            {daysLong(stage.days)} of at least {daysLong(stage.min_days)}
          </p>
        )}
        {verdict.metrics.map((row) => (
          <p key={`${row.name} ${row.direction}`}>{judgedLine(row)}</p>
        ))}
      </details>
    </section>
  )
}
