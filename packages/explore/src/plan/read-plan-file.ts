import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { messageOf } from '@partial-trust/settings'

/** Bytes of a plan's file; a character takes up to four. */
const mostBytes = 4_000_000
/** Milliseconds between two looks into a pipe that has nothing yet. */
const waitMs = 20

export type PlanFile =
  | { readonly kind: 'text'; readonly text: string }
  /** A sentence for a person, without the file's name. */
  | { readonly kind: 'unreadable'; readonly why: string; readonly cause?: unknown }

/**
 * Reads a plan from a file or, as a shell's `<(…)` gives it, from a pipe. Never waits for longer than
 * the signal lets it.
 *
 * @throws the signal's reason once it is aborted.
 */
export async function readPlanFile(path: string, signal: AbortSignal): Promise<PlanFile> {
  let handle: FileHandle | undefined
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const entry = await handle.stat()
    if (!entry.isFile() && !entry.isFIFO()) {
      return { kind: 'unreadable', why: 'it is neither a file nor a pipe' }
    }
    const bytes = await readAll(handle, signal)
    if (bytes === null) return { kind: 'unreadable', why: `it is larger than ${mostBytes} bytes` }
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch (cause) {
    signal.throwIfAborted()
    if (cause instanceof TypeError)
      return { kind: 'unreadable', why: 'it is not UTF-8 text', cause }
    return {
      kind: 'unreadable',
      why: messageOf(cause),
      cause,
    }
  } finally {
    await handle?.close()
  }
}

async function readAll(handle: FileHandle, signal: AbortSignal): Promise<Buffer | null> {
  const pieces: Buffer[] = []
  let total = 0
  while (total <= mostBytes) {
    signal.throwIfAborted()
    const piece = await readPiece(handle)
    if (piece === null) await setTimeout(waitMs, undefined, { signal })
    else if (piece.length === 0) return Buffer.concat(pieces)
    else {
      pieces.push(piece)
      total += piece.length
    }
  }
  return null
}

/** Null when the pipe has nothing yet. */
async function readPiece(handle: FileHandle): Promise<Buffer | null> {
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(65_536))
    return buffer.subarray(0, bytesRead)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return null
    throw error
  }
}
