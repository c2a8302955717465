import { z } from 'zod'

const amount = z.number().nonnegative()
const word = z.string().nullable()

/** One line of a file of cells. Lines of one key add up. */
export const cellLine = z.strictObject({
  corridor: z.string(),
  epoch: word,
  stage: word,
  rate: z.number().nullable(),
  /** `KEY=WORD,…` of the corridor's closed lists; null where it declares none. */
  part: word,
  mode: z.enum(['live', 'shadow']),
  model: word,
  /** The process; its name is new at every start, so that it is the boot as well. */
  instance: z.string(),
  boot: word,
  deadline_ms: z.number().nullable(),
  /** Start of the ten seconds in which the decisions began, ISO 8601; null without a readable time. */
  bucket: z.iso.datetime().nullable(),
  /** Records, copies included, and their first and last time. */
  records: amount,
  first: z.iso.datetime().nullable(),
  last: z.iso.datetime().nullable(),
  metrics: z.record(z.string(), z.tuple([amount, amount])),
})
export type CellLine = z.infer<typeof cellLine>

/** What is known of the log as a whole, on a line of its own: what is missing or unread of it. */
export const sourceLine = z.strictObject({
  source: z.strictObject({
    name: z.string(),
    /** Of all its cells together; absent where a version wrote it that did not say. */
    records: amount.optional(),
    unreadable_lines: amount,
    newer_records: amount,
    duplicates: amount,
    holes: z.array(z.string()),
  }),
})
export type SourceLine = z.infer<typeof sourceLine>
