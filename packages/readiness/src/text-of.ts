import { readTextFile } from '@partial-trust/settings'

/** Reports are written by programs, and are larger than what people write. */
const mostBytes = 16 * 1024 * 1024

/** The text of a document or report; null where there is none that can be read. */
export function textOf(path: string): string | null {
  try {
    return readTextFile(path, { mostBytes })
  } catch {
    return null
  }
}
