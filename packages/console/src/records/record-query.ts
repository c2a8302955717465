import type { Api } from '@partial-trust/service/api'

/** What is looked for; empty: anything. Moments as a date field has them, in the viewer's zone. */
export type Filter = {
  readonly intent: string
  readonly id: string
  readonly status: string
  readonly reason: string
  readonly epoch: string
  readonly stage: string
  /** `true`: only those in which model and baseline disagree. */
  readonly differs: string
  readonly since: string
  readonly until: string
}

export const noFilter: Filter = {
  intent: '',
  id: '',
  status: '',
  reason: '',
  epoch: '',
  stage: '',
  differs: '',
  since: '',
  until: '',
}

/** Asked for at a time. */
const shownAtMost = 200

type Query = Api['GET /v1/records']['given']['query']

/** The filter as the service's query has it. */
export function queryOf({ differs, since, until, ...words }: Filter): Query {
  return {
    limit: shownAtMost,
    ...Object.fromEntries(
      Object.entries(words).flatMap(([name, value]) =>
        value.trim() === '' ? [] : [[name, value.trim()]],
      ),
    ),
    differs: differs === 'true' ? 'true' : undefined,
    since: momentOf(since),
    until: momentOf(until),
  }
}

function momentOf(text: string): string | undefined {
  const moment = new Date(text)
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString()
}

/** The page's address that shows what a filter finds. */
export function recordsPath(filter: Partial<Filter>): string {
  const words = Object.entries(filter).filter(([, value]) => value !== '')
  return words.length === 0 ? '/records' : `/records/${new URLSearchParams(words).toString()}`
}

/** The filter that an address holds; what it does not know is left out. */
export function filterOf(address: string | undefined): Filter {
  const query = new URLSearchParams(address ?? '')
  const filter: Record<keyof Filter, string> = { ...noFilter }
  for (const name of filterNames) filter[name] = query.get(name) ?? ''
  return filter
}

const filterNames = [
  'intent',
  'id',
  'status',
  'reason',
  'epoch',
  'stage',
  'differs',
  'since',
  'until',
] as const satisfies readonly (keyof Filter)[]

/** A moment as a date field has it: to the second, in the viewer's zone. */
export function fieldMoment(at: string | number): string {
  const moment = new Date(at)
  const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 19)
}
