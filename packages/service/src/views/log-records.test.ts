import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { decidedInLog } from '../decided-in-log.js'
import { findInLog } from './log-records.js'
import type { RecordQuestion } from './record-fits.js'

const anything: RecordQuestion = {
  intent: null,
  id: null,
  status: null,
  reason: null,
  epoch: null,
  stage: null,
  differs: false,
  since: null,
  until: null,
  limit: 100,
}
const startMs = Date.UTC(2026, 0, 1)

/** A line of the log; the `index`-th second, of one of two processes. */
function line(index: number, more: object = {}): string {
  return JSON.stringify({
    timestamp: new Date(startMs + index * 1000).toISOString(),
    trace_id: `trace-${index}`,
    command_id: `command-${index}`,
    corridor_intent: 'refunds',
    sample_rate: 0.1,
    sampled: true,
    status: 'fallback_deterministic',
    reason_code: 'timeout',
    latency_ms: 200,
    model_meta: null,
    baseline_summary: {
      intent: 'refunds',
      decision_type: 'approve',
      action_count: 1,
      entity_keys_count: 1,
    },
    llm_summary: null,
    diff_summary: null,
    schema: 1,
    epoch: '0011223344556677',
    stage: 'canary',
    mode: 'live',
    bucket: 0.05,
    deadline_ms: 200,
    instance: index % 2 === 0 ? 'i-one' : 'i-two',
    ...more,
  })
}

function write(path: string, lines: readonly string[]): void {
  writeFileSync(path, lines.map((one) => `${one}\n`).join(''))
}

describe('findInLog', () => {
  let folder: string
  let log: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'partial-trust-records-'))
    log = join(folder, 'risk.jsonl')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const traces = async (more: Partial<RecordQuestion> = {}): Promise<readonly string[]> =>
    (await findInLog(log, { ...anything, ...more })).records.map(({ trace_id: trace }) => trace)

  it('finds records of every process, newest first, through rotated files', async () => {
    write(`${log}.1`, [line(0), line(1)])
    write(log, [line(2), line(3)])
    expect(await traces()).toEqual(['trace-3', 'trace-2', 'trace-1', 'trace-0'])
  })

  it('loses no line where the pieces it reads meet', async () => {
    const lines = Array.from({ length: 2000 }, (_, index) => line(index))
    write(log, lines)
    const found = await findInLog(log, { ...anything, limit: 5000 })
    expect(found).toMatchObject({ lookedAt: 2000, whole: true })
    expect(found.records.map(({ trace_id: trace }) => trace)).toEqual(
      lines.map((_, index) => `trace-${1999 - index}`),
    )
  })

  it('passes over a torn last line and what is no record', async () => {
    write(log, [line(0), 'not json', '{"a":1}', line(1)])
    writeFileSync(log, '{"timestamp":"2026', { flag: 'a' })
    expect(await traces()).toEqual(['trace-1', 'trace-0'])
  })

  it('says when older ones may fit too, and when that is all there is', async () => {
    write(log, [line(0), line(1), line(2)])
    expect(await findInLog(log, { ...anything, limit: 2 })).toMatchObject({ whole: false })
    expect(await findInLog(log, { ...anything, limit: 4 })).toMatchObject({ whole: true })
  })

  it('leaves those outside the sample out until an id, a status or a reason asks for them', async () => {
    const outside = { sampled: false, status: 'not_sampled', reason_code: 'not_sampled' }
    write(log, [line(0, { ...outside, latency_ms: null }), line(1)])
    expect(await traces()).toEqual(['trace-1'])
    expect(await traces({ id: 'command-0' })).toEqual(['trace-0'])
    expect(await traces({ status: 'not_sampled' })).toEqual(['trace-0'])
  })

  it('finds by time, stage and disagreement', async () => {
    const diff_summary = {
      intent_mismatch: false,
      decision_type_mismatch: true,
      action_count_mismatch: false,
      entity_key_mismatch: false,
    }
    write(log, [line(0), line(1, { diff_summary }), line(2, { stage: 'target' })])
    expect(await traces({ since: startMs + 1000, until: startMs + 2000 })).toEqual(['trace-1'])
    expect(await traces({ stage: 'target' })).toEqual(['trace-2'])
    expect(await traces({ differs: true })).toEqual(['trace-1'])
  })

  it.each<[string, string, (path: string) => void]>([
    ['packed', '.1.gz', (path) => writeFileSync(path, gzipSync(line(0)))],
    ['dated', '-20260101', (path) => write(path, [line(0)])],
    ['behind a missing one', '.2', (path) => write(path, [line(0)])],
    ['a pipe that nobody writes to', '.1', (path) => execFileSync('mkfifo', [path])],
  ])('claims nothing of a rotated part that is %s, and is not kept by it', async (_, end, make) => {
    write(log, [line(1)])
    make(`${log}${end}`)
    expect(await findInLog(log, anything)).toMatchObject({ lookedAt: 1, whole: false })
    // Whether a decision was made that may stand there is not known, so an outcome of it is no invention.
    const answer = await decidedInLog(log, 'refunds', 'command-0')
    expect(answer).toMatchObject({ found: false, whole: false })
    expect(await decidedInLog(log, 'refunds', 'command-1')).toMatchObject({ found: true })
  })

  it('knows that other files beside a log are none of its parts', async () => {
    write(log, [line(1)])
    for (const end of ['.summary', '.lock', '.counts']) writeFileSync(`${log}${end}`, '')
    expect(await findInLog(log, anything)).toMatchObject({ whole: true })
  })

  it('finds nothing in a log that was not begun', async () => {
    expect(await findInLog(log, anything)).toEqual({ records: [], lookedAt: 0, whole: true })
  })
})
