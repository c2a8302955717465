import { linesFromEnd, outOfOrderMs } from './views/log-lines.js'

/** Read for one question at most; as many decisions as a process remembers, and more. */
const mostBytes = 512 * 1024 * 1024

export type LogAnswer = {
  /** Whether a record of the decision was found. */
  readonly found: boolean
  /** Whether the log, if it holds a record of the decision, would have said so. */
  readonly whole: boolean
  /** The processes for which it speaks: those whose records it holds. */
  readonly instances: ReadonlySet<string>
  /** When its oldest record was decided, in ms since 1970; null where it holds none. */
  readonly since: number | null
}

/**
 * Looks for a decision in a risk log, newest records first.
 *
 * @param recordedId The command's id as records have it.
 * @param after In ms since 1970: what was written before need not be looked through. Default: everything is.
 */
export async function decidedInLog(
  path: string,
  intent: string,
  recordedId: string,
  after = -Infinity,
): Promise<LogAnswer> {
  const words = [
    `"command_id":${JSON.stringify(recordedId)}`,
    `"corridor_intent":${JSON.stringify(intent)}`,
  ]
  const instances = new Set<string>()
  let [bytes, since]: [number, number | null] = [0, null]
  const answer = (found: boolean, whole: boolean): LogAnswer => ({ found, whole, instances, since })
  try {
    for await (const { lines, size, more } of linesFromEnd(path)) {
      if (more === true) return answer(false, false)
      for (const line of lines) {
        if (words.every((word) => line.includes(word))) {
          return answer(true, true)
        }
        const instance = instanceOf(line)
        if (instance !== null) instances.add(instance)
      }
      since = oldestOf(lines) ?? since
      if (since !== null && since < after - outOfOrderMs) return answer(false, true)
      bytes += size
      if (bytes >= mostBytes) return answer(false, false)
    }
    return answer(false, true)
  } catch {
    return answer(false, false) // what cannot be read proves nothing
  }
}

/** Without parsing the line: nothing a caller says stands in a record as it is but ids, whose quotes are escaped. */
function instanceOf(line: string): string | null {
  return /"instance":"([^"]{1,64})"/u.exec(line)?.[1] ?? null
}

function oldestOf(lines: readonly string[]): number | null {
  const stated = /"timestamp":"([^"]{1,64})"/u.exec(lines.at(-1) ?? '')?.[1]
  const atMs = Date.parse(stated ?? '')
  return Number.isNaN(atMs) ? null : atMs
}
