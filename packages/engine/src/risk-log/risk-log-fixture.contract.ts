import type { RiskRecord } from '@partial-trust/core'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A record of an unsampled decision, told apart by its id. */
export function someRecord(id: string): RiskRecord {
  return {
    timestamp: '2026-11-22T21:39:22.000Z',
    trace_id: `trace-${id}`,
    command_id: id,
    corridor_intent: 'decide_refund',
    sample_rate: 0.01,
    sampled: false,
    status: 'not_sampled',
    reason_code: 'not_sampled',
    latency_ms: null,
    model_meta: null,
    baseline_summary: null,
    llm_summary: null,
    diff_summary: null,
    schema: 1,
    epoch: '9f86d081884c7d65',
    stage: null,
    mode: 'live',
    bucket: 0.25,
    deadline_ms: 200,
    instance: 'a1b2c3d4',
  }
}

export type LogContent = {
  /** Ids in the order of the files, oldest first. */
  readonly ids: readonly string[]
  /** Lines that are no JSON object. */
  readonly unreadable: readonly string[]
  /** Whether every file ends with a whole line. */
  readonly endsWhole: boolean
}

/** Reads a log the slow and certain way: whole, with JSON.parse. */
export function logContent(path: string, mostRotated = 400): LogContent {
  const ids: string[] = []
  const unreadable: string[] = []
  let endsWhole = true
  const files = [path]
  for (let age = 1; age <= mostRotated; age++) files.unshift(`${path}.${age}`)
  for (const file of files.filter(existsSync)) {
    const text = readFileSync(file, 'utf8')
    endsWhole &&= text === '' || text.endsWith('\n')
    for (const line of text.split('\n')) {
      if (line === '') continue
      const id = idOf(line)
      if (id === null) unreadable.push(line)
      else ids.push(id)
    }
  }
  return { ids, unreadable, endsWhole }
}

function idOf(line: string): string | null {
  try {
    const value: { command_id: string } = JSON.parse(line)
    return value.command_id
  } catch {
    return null
  }
}

/** Folders that vanish with {@link TemporaryFolders.remove}. */
export class TemporaryFolders {
  readonly #made: string[] = []

  make(): string {
    const folder = mkdtempSync(join(tmpdir(), 'risk-log-'))
    this.#made.push(folder)
    return folder
  }

  remove(): void {
    for (const folder of this.#made.splice(0)) rmSync(folder, { recursive: true, force: true })
  }
}
