import { useMemo } from 'react'
import { useAudit } from '../api/queries.js'
import type { AuditEntryView } from '../api/views.js'
import { clockTime } from '../format/time.js'
import type { Mark } from './chart-look.js'

/** Changes that a corridor's page reads: charts and timeline share one answer. */
export const changesRead = 100

/** What was done to the corridor lately: stages, kills, closings, new epochs. */
export function useMarks(intent: string): readonly Mark[] {
  const entries = useAudit(intent, changesRead).data?.entries
  return useMemo(() => (entries ?? []).map(markOf), [entries])
}

function markOf({ at, action, to }: AuditEntryView): Mark {
  const closes = to.killed || to.closed !== null
  return {
    at: Date.parse(at) / 1000,
    name: closes ? closing(action) : (words[action] ?? action),
    closes,
  }
}

const words: Readonly<Record<string, string>> = { epoch: 'new epoch', rollout: 'start' }

function closing(action: string): string {
  return action === 'kill' ? 'kill' : action === 'incident' ? 'incident' : 'closed'
}

/** What happened in a step, to be read out with its values; empty where nothing did. */
export function marksWithin(marks: readonly Mark[], from: number, to: number): string {
  return marks
    .filter(({ at }) => at > from && at <= to)
    .map(({ at, name }) => ` · ${name} at ${clockTime(at * 1000)}`)
    .join('')
}
