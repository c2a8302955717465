import type { Api } from '@partial-trust/service/api'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { ApiProblem, ask } from '../api/client.js'
import { onlyCloses } from './actions.js'
import type { Action } from './actions.js'

/** The state a change left behind, as the store wrote it. */
export type Written = {
  readonly intent: string
  readonly version: number
  /** By the store's clock. */
  readonly changedAt: string
}

export type ChangeRequest = {
  readonly action: Action
  /** Null: every corridor, in one request. */
  readonly intent: string | null
  readonly reason: string
  /** What the person saw when they decided. */
  readonly version: number
  /** Promote although the gates do not say GO; the audit trail records it. */
  readonly withoutGo: boolean
}

/** Where a change stands. What was cut off on its way is not known until somebody looks. */
export type ChangeState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'sending' }
  | { readonly kind: 'done'; readonly written: readonly Written[] }
  /** Stored as a request: another person has to do the same. */
  | { readonly kind: 'asked' }
  | { readonly kind: 'refused'; readonly problem: ApiProblem }
  | { readonly kind: 'unknown' }

export type ChangeControls = {
  readonly state: ChangeState
  send(request: ChangeRequest): Promise<void>
  /** Gives up on a change that is on its way: whether it arrives is not known then. */
  abort(): void
  reset(): void
}

/** Sends one change and keeps apart what is done, what is refused, and what nobody knows. */
export function useChange(): ChangeControls {
  const queries = useQueryClient()
  const [state, setState] = useState<ChangeState>({ kind: 'idle' })
  const underWay = useRef<AbortController | null>(null)
  useEffect(() => () => underWay.current?.abort(), [])
  return {
    state,
    async send({ action, intent, reason, version, withoutGo }) {
      const stop = new AbortController()
      underWay.current = stop
      setState({ kind: 'sending' })
      const body = onlyCloses(action)
        ? { reason }
        : { reason, version, ...(withoutGo ? { without_go: true } : {}) }
      try {
        setState(
          intent === null
            ? doneWith(await killAll(action, reason, stop.signal))
            : await changed(action, { path: { intent }, body }, stop.signal),
        )
      } catch (error) {
        const known = error instanceof ApiProblem && error.refuses
        setState(known ? { kind: 'refused', problem: error } : { kind: 'unknown' })
      } finally {
        underWay.current = null
        void queries.invalidateQueries({
          predicate: ({ queryKey: [first] }) => first !== 'session',
        })
      }
    },
    abort: () => underWay.current?.abort(),
    reset: () => setState({ kind: 'idle' }),
  }
}

type Given = Api['POST /v1/corridors/{intent}/promote']['given']

async function changed(action: Action, given: Given, signal: AbortSignal): Promise<ChangeState> {
  const { result, state } = await ask(`POST /v1/corridors/{intent}/${action}`, given, signal)
  return result === 'asked' ? { kind: 'asked' } : doneWith([state])
}

function doneWith(states: readonly State[]): ChangeState {
  return { kind: 'done', written: states.map(writtenOf) }
}

/** Nothing but a kill reaches every corridor. */
async function killAll(
  action: Action,
  reason: string,
  signal: AbortSignal,
): Promise<readonly State[]> {
  if (action !== 'kill') throw new Error(`${action} needs a corridor`)
  return (await ask('POST /v1/kill', { body: { reason } }, signal)).states
}

type State = Api['POST /v1/corridors/{intent}/promote']['answer']['state']

function writtenOf({ intent, version, changed_at: changedAt }: State): Written {
  return { intent, version, changedAt: changedAt ?? '' }
}
