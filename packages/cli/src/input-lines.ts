import { isUtf8 } from 'node:buffer'
import type { Readable } from 'node:stream'
import { UserError } from '@partial-trust/settings'
import { refuseFolder } from './refuse-folder.js'

/** A line longer than this, in bytes, is not read: 1 MiB. */
export const longestInputLineBytes: number = 1 << 20

/** One line of the input, without its line feed; `refused` says why it is no text. */
export type InputLine =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'refused'; readonly problem: string }

const lineFeed = 10
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf])

/**
 * The lines of a stream of bytes, in constant memory. Lines end at a line feed and nowhere else:
 * JSON text may hold U+2028, at which `node:readline` would cut it in two. Bytes that are not UTF-8
 * are refused, because what would stand in for them is not what was said. A byte order mark at the
 * start is passed over. Ends early, without the line begun, once `signal` aborts.
 *
 * @throws {UserError} when the stream cannot be read, such as that of a folder.
 */
export async function* inputLines(
  input: Readable,
  signal?: AbortSignal,
): AsyncGenerator<InputLine, void, undefined> {
  refuseFolder(input)
  const stop = (): void => void input.destroy()
  signal?.addEventListener('abort', stop, { once: true })
  let parts: Buffer[] = []
  let length = 0
  let isFirst = true

  function add(part: Buffer): void {
    length += part.length
    if (length <= longestInputLineBytes) parts.push(part)
    else parts = [] // of a line that is too long only the length is kept
  }

  function take(): InputLine {
    const line = Buffer.concat(parts)
    const tooLong = length > longestInputLineBytes
    const marked = isFirst && line.subarray(0, 3).equals(byteOrderMark)
    parts = []
    length = 0
    isFirst = false
    if (tooLong) {
      return { kind: 'refused', problem: `longer than ${longestInputLineBytes} bytes` }
    }
    if (!isUtf8(line)) return { kind: 'refused', problem: 'not UTF-8' }
    return { kind: 'text', text: line.toString('utf8', marked ? 3 : 0) }
  }

  try {
    for await (const chunk of input as AsyncIterable<Buffer | string>) {
      const bytes = Buffer.from(chunk)
      let start = 0
      for (let end = bytes.indexOf(lineFeed); end !== -1; end = bytes.indexOf(lineFeed, start)) {
        add(bytes.subarray(start, end))
        yield take()
        start = end + 1
      }
      if (start < bytes.length) add(bytes.subarray(start))
    }
    if (length > 0 && signal?.aborted !== true) yield take()
  } catch (error) {
    if (signal?.aborted === true) return // that is how it was told to stop
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
    throw new UserError(`the input cannot be read (${code})`, 1, { cause: error })
  } finally {
    signal?.removeEventListener('abort', stop)
  }
}
