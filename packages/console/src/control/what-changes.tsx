import type { ReactElement } from 'react'
import type { CorridorSummary } from '../api/views.js'
import { whyInWords } from '../format/in-words.js'
import { percent } from '../format/numbers.js'
import { ForeignText } from '../ui/foreign-text.js'
import { VerdictBadge } from '../ui/standing-badge.js'
import { Ago } from '../ui/time-stamp.js'
import type { Action } from './actions.js'
import { PromotionEvidence } from './promotion-evidence.js'

type Props = { readonly action: Action; readonly corridor: CorridorSummary }

/** From where to where, at which rates, on which verdict; nothing for a change that only closes. */
export function WhatChanges({ action, corridor }: Props): ReactElement | null {
  const to = destination(action, corridor)
  if (to === null) return null
  const { intent, stage, stage_rate: rate, verdict, version } = corridor
  return (
    <>
      <dl className="pairs what-changes">
        <dt>From</dt>
        <dd>
          <bdi>{stage ?? 'no rollout'}</bdi>
          {rate !== null && `, ${percent(rate)} of eligible ids`}
        </dd>
        <dt>To</dt>
        <dd>
          {to.name === null ? 'closed' : <bdi>{to.name}</bdi>}
          {to.rate !== null && `, ${percent(to.rate)} of eligible ids`}
        </dd>
        {action === 'promote' && (
          <>
            <dt>Verdict</dt>
            <dd>
              <VerdictBadge verdict={verdict?.verdict ?? null} />
            </dd>
          </>
        )}
        <dt>Version</dt>
        <dd className="num">{version}; refused where it is another by then</dd>
      </dl>
      {action === 'promote' && <PromotionEvidence intent={intent} />}
    </>
  )
}

type Destination = { readonly name: string | null; readonly rate: number | null }

function destination(action: Action, { stages, stage }: CorridorSummary): Destination | null {
  const at = stages.findIndex(({ name }) => name === stage)
  switch (action) {
    case 'promote':
      return stages[at + 1] ?? null
    case 'demote':
      return stages[at - 1] ?? { name: null, rate: null }
    case 'resume':
    case 'rollout':
      return stages[0] ?? null
    case 'kill':
    case 'incident':
      return null
  }
}

type MovedProps = { readonly corridor: CorridorSummary; readonly onAgain: () => void }

/** Somebody else was faster: what they did, and the way to decide on what is there now. */
export function Moved({ corridor, onAgain }: MovedProps): ReactElement {
  const { changed_by: by, changed_at: at, stage, killed } = corridor
  const why = whyInWords(corridor)
  return (
    <div className="notice notice-warn" role="alert">
      <p>
        <strong>Somebody else changed this corridor while you were deciding.</strong> It is now{' '}
        {killed ? 'killed' : stage === null ? 'without a rollout' : `at ${stage}`}: <bdi>{by}</bdi>
        {at !== null && (
          <>
            , <Ago at={at} />
          </>
        )}
        {why !== null && (
          <>
            , “<ForeignText text={why} />”
          </>
        )}
        .
      </p>
      <button type="button" className="button" onClick={onAgain}>
        Decide on what is there now
      </button>
    </div>
  )
}
