import type { ReactElement } from 'react'
import type { CorridorSummary, WaitingView } from '../api/views.js'
import { InlineCode } from '../ui/inline-code.js'
import { ForeignText } from '../ui/foreign-text.js'
import { TimeStamp } from '../ui/time-stamp.js'
import type { Allowed } from './use-allowed.js'

type WaitingProps = { readonly waiting: WaitingView }

/** Who asked for what, why, and until when it waits for somebody else. */
export function Waiting({ waiting }: WaitingProps): ReactElement {
  const { action, to, by, at, until, reason } = waiting
  return (
    <p className="notice notice-warn">
      <strong>
        {action === 'promote' ? 'A promotion' : 'A rollout'} to <bdi>{to}</bdi> waits for a second
        person.
      </strong>{' '}
      Asked by <bdi>{by}</bdi>, <TimeStamp at={at} />: “<ForeignText text={reason} />
      ”. It waits until <TimeStamp at={until} />; any other change of the corridor ends it.
    </p>
  )
}

type Props = { readonly corridor: CorridorSummary; readonly allowed: Allowed }

/** What sending will come to where the plan asks for two people; nothing where one is enough. */
export function TwoPeople({ corridor, allowed }: Props): ReactElement | null {
  const { waiting } = corridor
  return (
    <>
      {waiting !== null && <Waiting waiting={waiting} />}
      {allowed.effect === 'asks' && (
        <p className="notice">
          <strong>The plan needs two people.</strong> Sending asks for it; nothing changes until
          somebody else, by name, does the same.
        </p>
      )}
      {allowed.effect === 'agrees' && waiting !== null && (
        <p className="notice">
          <strong>You are the second person.</strong> Sending does what <bdi>{waiting.by}</bdi>{' '}
          asked for.
        </p>
      )}
      {!allowed.may && allowed.why !== null && (
        <p className="notice notice-warn" role="alert">
          <strong>Not by you:</strong> <InlineCode text={allowed.why} />
        </p>
      )}
    </>
  )
}
