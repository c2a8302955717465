import { linesFromEnd } from './views/log-lines.js'

/** Read for one question at most; as many decisions as a process remembers, and more. */
const mostBytes = 512 * 1024 * 1024

export type LogAnswer = {
  /** Whether a record of the decision was found. */
  readonly found: boolean
  /** Whether the log, if it holds a record of the decision, would have said so. */
  readonly whole: boolean
  /** The processes for which it speaks: those whose records it holds. */
  readonly instances: ReadonlySet<string>
}

/**
 * Looks for a decision in a risk log, newest records first.
 *
 * @param recordedId The command's id as records have it.
 */
export async function decidedInLog(
  path: string,
  intent: string,
  recordedId: string,
): Promise<LogAnswer> {
  const words = [
    `"command_id":${JSON.stringify(recordedId)}`,
    `"corridor_intent":${JSON.stringify(intent)}`,
  ]
  const instances = new Set<string>()
  let bytes = 0
  try {
    for await (const { lines, size } of linesFromEnd(path)) {
      for (const line of lines) {
        if (words.every((word) => line.includes(word))) {
          return { found: true, whole: true, instances }
        }
        const instance = instanceOf(line)
        if (instance !== null) instances.add(instance)
      }
      bytes += size
      if (bytes >= mostBytes) return { found: false, whole: false, instances }
    }
    return { found: false, whole: true, instances }
  } catch {
    return { found: false, whole: false, instances } // what cannot be read proves nothing
  }
}

/** Without parsing the line: nothing a caller says stands in a record as it is but ids, whose quotes are escaped. */
function instanceOf(line: string): string | null {
  return /"instance":"([^"]{1,64})"/u.exec(line)?.[1] ?? null
}
