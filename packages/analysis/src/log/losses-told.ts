import { lossNotePath } from '@partial-trust/core'
import { readTextFile } from '@partial-trust/settings'
import { z } from 'zod'

const lossNote = z.object({
  from: z.iso.datetime(),
  until: z.iso.datetime(),
  records: z.number().int().positive(),
  reason: z.string().regex(/^\w+$/u).nullable(),
})

type Note = z.infer<typeof lossNote>

/** What the writers of a log noted beside it as lost, in one sentence; none where nothing was. */
export function lossesTold(logPath: string): readonly string[] {
  const path = lossNotePath(logPath)
  const text = textOf(path)
  if (text === null) return []
  const lines = (text ?? '').split('\n').filter((line) => line !== '')
  const notes = lines.flatMap((line) => noteOf(line) ?? [])
  const records = notes.reduce((sum, note) => sum + note.records, 0)
  const isWhole = notes.length > 0 && notes.length === lines.length
  const howMany = isWhole
    ? `${records}`
    : records > 0
      ? `more than ${records}`
      : 'an unknown number of'
  const from = notes.map((note) => note.from).toSorted()[0]
  const until = notes
    .map((note) => note.until)
    .toSorted()
    .at(-1)
  const when = from === undefined || until === undefined ? '' : `, between ${from} and ${until}`
  const reasons = [...new Set(notes.flatMap(({ reason }) => reason ?? []))]
  const why = reasons.length === 0 ? '' : ` (${reasons.join(', ')})`
  return [`${howMany} records never reached the log${when}${why}, as ${path} says`]
}

/** Null where there is none; undefined where it cannot be read. */
function textOf(path: string): string | null | undefined {
  try {
    return readTextFile(path)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? null : undefined
  }
}

function noteOf(line: string): Note | null {
  try {
    return lossNote.parse(JSON.parse(line))
  } catch {
    return null
  }
}
