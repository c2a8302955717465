import { z } from 'zod'
import type { RecordQuestion } from './record-fits.js'

/** Answered at most. */
const mostRecords = 1000

const word = z.string().min(1).max(200).nullable().default(null)
const moment = z.iso
  .datetime({ offset: true })
  .transform((text) => Date.parse(text))
  .nullable()
  .default(null)

/** The query of `GET /v1/records`. */
const query = z.strictObject({
  intent: word,
  id: word,
  status: word,
  reason: word,
  epoch: word,
  stage: word,
  differs: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true'),
  since: moment,
  until: moment,
  limit: z.coerce.number().int().min(1).max(mostRecords).default(100),
})

/** What is asked for, or what is wrong with the question, without repeating anything of it. */
export function readRecordQuestion(
  given: unknown,
): { readonly question: RecordQuestion } | { readonly problem: string } {
  const read = query.safeParse(given)
  if (read.success) return { question: read.data }
  const [issue] = read.error.issues
  const name = issue?.path[0]
  return {
    problem:
      name === undefined
        ? `The query takes: ${Object.keys(query.shape).join(', ')}.`
        : `${String(name)} must be ${wanted(String(name))}.`,
  }
}

function wanted(name: string): string {
  if (name === 'limit') return `a whole number from 1 to ${mostRecords}`
  if (name === 'since' || name === 'until') return 'an ISO 8601 date and time'
  if (name === 'differs') return 'true or false'
  return 'text of 1 to 200 characters'
}
