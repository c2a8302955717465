import { memo } from 'react'
import type { ReactElement } from 'react'
import type { CorridorSummary } from '../api/views.js'
import { actions } from '../control/actions.js'
import type { Action } from '../control/actions.js'
import { useSteer } from '../control/use-steer.js'
import { briefCount, count, percent, ratio } from '../format/numbers.js'
import { addressOf } from '../ui/address-of.js'
import { CorridorName } from '../ui/corridor-name.js'
import { StandingBadge, VerdictBadge } from '../ui/standing-badge.js'
import { Trend } from '../ui/trend.js'
import { PartsClosed } from './parts-closed.js'
import { sentenceOf } from './sentence.js'
import type { Sentence } from './sentence.js'
import { StandingLine } from './standing-line.js'

/**
 * One corridor at a glance: how far it is trusted, who says so, how it does, and its stop. Drawn again only
 * when something of this corridor is new: of twenty it mostly is one.
 */
export const CorridorRow = memo(function CorridorRow({
  corridor,
}: {
  readonly corridor: CorridorSummary
}): ReactElement {
  const { intent, standing, effective_rate: rate, verdict, day, answers } = corridor
  const sentence = sentenceOf(corridor)
  const closed = corridor.stage_closed !== null || standing === 'killed'
  return (
    <tr className={`corridor corridor-${standing}`} aria-label={intent}>
      <th scope="row" data-label="Corridor" className="corridor-name">
        <a href={addressOf(`/corridors/${encodeURIComponent(intent)}`)}>
          <CorridorName intent={intent} />
        </a>
        <StandingBadge standing={standing} />
      </th>
      <td data-label="Now" className="corridor-now">
        <StandingLine sentence={sentence} />
        <PartsClosed parts={corridor.parts_closed} />
      </td>
      <td data-label="Eligible ids" className="right num">
        {percent(rate)}
      </td>
      <td
        data-label="LLM’s share"
        className="right num"
        title={`${count(answers.by_llm)} of ${count(answers.total)} decisions of the last 24 h, all processes, were the LLM’s`}
      >
        {ratio(answers.by_llm, answers.total)}
      </td>
      <td data-label="Verdict">
        {closed ? (
          <span className="badge badge-none">Closed</span>
        ) : (
          <VerdictBadge verdict={verdict?.verdict ?? null} />
        )}
      </td>
      <td data-label="Failed, 24 h" className="corridor-trend">
        <Trend trend={corridor.trend} label={`Failed candidates of ${intent}, last 24 hours`} />
        {day.attempts > 0 && (
          <span className="small num">
            {ratio(day.errors, day.attempts)} of {briefCount(day.attempts)}
          </span>
        )}
      </td>
      <td className="corridor-act">
        <Act action={sentence.next} intent={intent} />
        <Look look={sentence.look} />
        {!closed && <Act action="kill" intent={intent} />}
      </td>
    </tr>
  )
})

type ActProps = { readonly action: Action | null; readonly intent: string }

/** A step to be made; for whoever may not make it, a button that says so. */
export function Act({ action, intent }: ActProps): ReactElement | null {
  const { open, mayChange } = useSteer()
  if (action === null) return null
  const { title, does, dangerous } = actions[action]
  return (
    <button
      type="button"
      className={dangerous ? 'button button-danger-quiet' : 'button'}
      disabled={!mayChange}
      title={mayChange ? does : 'Needs the operator token'}
      onClick={() => open({ action, intent })}
    >
      {title}…
    </button>
  )
}

/** Leads to where what the sentence says can be seen. */
export function Look({ look }: Pick<Sentence, 'look'>): ReactElement | null {
  if (look === null) return null
  return (
    <a href={addressOf(look.href)} className="button button-quiet">
      {look.name}
    </a>
  )
}
