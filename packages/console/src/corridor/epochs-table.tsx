import { confidenceSequence } from '@partial-trust/core'
import type { ReactElement } from 'react'
import { Link } from 'wouter'
import type { SpanView } from '../api/views.js'
import { count, percent, ratio } from '../format/numbers.js'
import { dateTime } from '../format/time.js'
import { recordsPath } from '../records/record-query.js'

type Props = { readonly intent: string; readonly spans: readonly SpanView[] }

/** Epochs side by side, each with what is certain of it: is the new model, prompt or rule set better? */
export function EpochsTable({ intent, spans }: Props): ReactElement | null {
  const epochs = [...Map.groupBy(spans, ({ epoch }) => epoch)].toReversed()
  if (epochs.length < 2) return null
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Epochs side by side">
      <table className="table">
        <caption>Epochs side by side, newest first, with 95 % bounds</caption>
        <thead>
          <tr>
            <th scope="col">Epoch</th>
            <th scope="col">From</th>
            <th scope="col" className="right">
              Sampled
            </th>
            <th scope="col" className="right">
              Failed
            </th>
            <th scope="col" className="right">
              Accepted
            </th>
          </tr>
        </thead>
        <tbody>
          {epochs.map(([epoch, list]) => {
            const sum = sumOf(list)
            return (
              <tr key={epoch}>
                <th scope="row">
                  <Link href={recordsPath({ intent, epoch: epoch ?? '' })} className="mono">
                    {epoch ?? 'none'}
                  </Link>{' '}
                  <span className="small">{list[0]?.model}</span>
                </th>
                <td className="num">{dateTime(Date.parse(list[0]?.from ?? ''))}</td>
                <td className="right num">{count(sum.sampled)}</td>
                <td className="right num">{bounded(sum.errors, sum.attempts)}</td>
                <td className="right num">{bounded(sum.accepted, sum.attempts - sum.errors)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

function bounded(s: number, n: number): string {
  if (n <= 0) return '–'
  const { lower, upper } = confidenceSequence(Math.min(s, n), n, 0.05)
  return `${ratio(s, n)} (${percent(lower)} to ${percent(upper)})`
}

function sumOf(
  spans: readonly SpanView[],
): Pick<SpanView, 'sampled' | 'attempts' | 'errors' | 'accepted'> {
  const sum = (name: 'sampled' | 'attempts' | 'errors' | 'accepted'): number =>
    spans.reduce((total, span) => total + span[name], 0)
  return {
    sampled: sum('sampled'),
    attempts: sum('attempts'),
    errors: sum('errors'),
    accepted: sum('accepted'),
  }
}
