import type { Api } from '@partial-trust/service/api'

/** What is looked for; empty: anything. Moments as a date field has them, in the viewer's zone. */
export type Filter = {
  readonly intent: string
  readonly id: string
  readonly status: string
  readonly reason: string
  readonly epoch: string
  readonly since: string
  readonly until: string
}

export const noFilter: Filter = {
  intent: '',
  id: '',
  status: '',
  reason: '',
  epoch: '',
  since: '',
  until: '',
}

type Query = Api['GET /v1/records']['given']['query']

/** The filter as the service's query has it. */
export function queryOf({ intent, id, status, reason, epoch, since, until }: Filter): Query {
  return {
    limit: 500,
    intent: wordOf(intent),
    id: wordOf(id),
    status: wordOf(status),
    reason: wordOf(reason),
    epoch: wordOf(epoch),
    since: momentOf(since),
    until: momentOf(until),
  }
}

function wordOf(text: string): string | undefined {
  return text.trim() === '' ? undefined : text.trim()
}

function momentOf(text: string): string | undefined {
  const moment = new Date(text)
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString()
}
