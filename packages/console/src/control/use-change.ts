import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { ApiProblem, send } from '../api/client.js'
import { corridorPath } from '../api/queries.js'
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
      const path = intent === null ? `/v1/${action}` : `${corridorPath(intent)}/${action}`
      const body = onlyCloses(action)
        ? { reason }
        : { reason, version, ...(withoutGo ? { without_go: true } : {}) }
      try {
        const answer = await send('POST', path, { body, signal: stop.signal })
        setState({ kind: 'done', written: writtenOf(answer) })
      } catch (error) {
        const known = error instanceof ApiProblem && error.status !== 0 && error.status !== 503
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

function writtenOf(answer: unknown): readonly Written[] {
  const { state, states }: { state?: unknown; states?: unknown } = Object(answer)
  const all: readonly unknown[] = Array.isArray(states) ? states : [state]
  return all.flatMap((one) => {
    const {
      intent,
      version,
      changed_at: changedAt,
    }: { intent?: unknown; version?: unknown; changed_at?: unknown } = Object(one)
    return typeof intent === 'string' && typeof version === 'number'
      ? [{ intent, version, changedAt: typeof changedAt === 'string' ? changedAt : '' }]
      : []
  })
}
