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

/** The filter as the service's query has it. */
export function queryOf({ since, until, ...words }: Filter): string {
  const query = new URLSearchParams({ limit: '500' })
  for (const [name, value] of Object.entries(words)) {
    if (value.trim() !== '') query.set(name, value.trim())
  }
  for (const [name, value] of Object.entries({ since, until })) {
    const moment = new Date(value)
    if (!Number.isNaN(moment.getTime())) query.set(name, moment.toISOString())
  }
  return query.toString()
}
