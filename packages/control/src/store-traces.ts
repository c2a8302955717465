import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs'

export type TracePaths = {
  readonly tokens: string
  readonly riskLog: string
  /** The state file; null where the store is no file. */
  readonly state: string | null
}

/**
 * What a store that is gone left behind, in words for a person; null where nothing says that there
 * ever was one. Reads a bounded part of the risk log.
 */
export function tracesOfEarlierStore({ tokens, riskLog, state }: TracePaths): string | null {
  const traces: string[] = []
  if (isFile(tokens)) traces.push(`tokens were given out (${tokens})`)
  for (const path of [riskLog, `${riskLog}.1`]) {
    if (!namesStage(path)) continue
    traces.push(`the risk log names stages of a rollout (${path})`)
    break
  }
  const log = state === null ? undefined : statOf(`${state}-wal`)
  if (log !== undefined && log.size > 0) traces.push(`a part of it is still here (${state}-wal)`)
  return traces.length === 0 ? null : traces.join('; ')
}

function isFile(path: string): boolean {
  return statOf(path)?.isFile() === true
}

function statOf(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined // a path below a file, say: nothing is there
  }
}

/** The first and the last of the log: a rollout's records are at one of its ends, if not at both. */
const lookedAtBytes = 1024 * 1024

function namesStage(path: string): boolean {
  if (!isFile(path)) return false
  let file: number | undefined
  try {
    file = openSync(path, 'r')
    const { size } = fstatSync(file)
    const buffer = Buffer.alloc(Math.min(size, lookedAtBytes))
    for (const from of new Set([0, size - buffer.length])) {
      const length = readSync(file, buffer, 0, buffer.length, from)
      if (/"stage":"/u.test(buffer.toString('latin1', 0, length))) return true
    }
    return false
  } catch {
    return false
  } finally {
    if (file !== undefined) closeSync(file)
  }
}
