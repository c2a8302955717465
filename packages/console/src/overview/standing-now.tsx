import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { useOverview } from '../api/queries.js'
import { Act } from './corridor-row.js'
import { sorted } from './order-corridors.js'
import { sentenceOf } from './sentence.js'

/** Shown at most beside a document. */
const shownAtMost = 5

/** Where the corridors stand while one reads what to do: problems first, each with its next step. */
export function StandingNow(): ReactElement | null {
  const corridors = useOverview().data?.corridors ?? []
  if (corridors.length === 0) return null
  const shown = sorted(corridors, 'problems').slice(0, shownAtMost)
  return (
    <section className="card standing-now" aria-label="Where it stands now">
      <p className="label">Where it stands now</p>
      {shown.map((corridor) => {
        const sentence = sentenceOf(corridor)
        return (
          <p key={corridor.intent}>
            <Link href={`/corridors/${encodeURIComponent(corridor.intent)}`}>
              <bdi>{corridor.intent}</bdi>
            </Link>{' '}
            <bdi>{sentence.now}</bdi> <Act action={sentence.next} intent={corridor.intent} />
          </p>
        )
      })}
      {corridors.length > shown.length && (
        <p className="small">
          <Link href="/">{corridors.length - shown.length} more</Link>
        </p>
      )}
    </section>
  )
}
