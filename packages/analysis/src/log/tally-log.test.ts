import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
// Threads run built files, so this part is tested as built.
import { buildReport as builtReport } from '../../dist/log/build-report.js'
import { tallyLog as builtTallyLog } from '../../dist/log/tally-log.js'
import { buildReport } from './build-report.js'
import { findLog } from './find-log.js'
import type { LogTally } from './log-tally.js'
import { tallyLog } from './tally-log.js'

const folder = mkdtempSync(join(tmpdir(), 'pt-tally-'))
afterAll(() => rmSync(folder, { recursive: true }))
let runs = 0
let path = ''
beforeEach(() => {
  runs += 1
  path = join(folder, `log${runs}.jsonl`)
})

const nowMs = Date.UTC(2027, 0, 1)

function lines(from: number, to: number, more: Record<string, unknown> = {}): string {
  return Array.from({ length: to - from }, (_, k) => {
    const i = from + k
    const status = ['accepted_llm', 'not_sampled', 'fallback_deterministic', 'not_sampled'][i % 4]
    return `${JSON.stringify({
      timestamp: new Date(Date.UTC(2026, 0, 1) + i * 700).toISOString(),
      trace_id: `trace-${i}`,
      corridor_intent: 'c',
      sample_rate: 0.5,
      sampled: i % 2 === 0,
      status,
      reason_code: status === 'fallback_deterministic' ? 'timeout' : 'accepted',
      latency_ms: i % 2 === 0 ? i % 200 : null,
      schema: 1,
      stage: 'canary',
      epoch: 'e',
      ...more,
    })}\n`
  }).join('')
}

function report(tally: LogTally): unknown {
  return buildReport(tally, nowMs)
}

async function whole(): Promise<unknown> {
  return report(await tallyLog(await findLog(path)))
}

const summary = (): string => `${path}.summary`

async function resumed(): Promise<unknown> {
  const options = { summary: summary(), summaryWorthBytes: 0, threads: 1 } as const
  return report(await tallyLog(await findLog(path), options))
}

describe('two threads', () => {
  it('count what one counts', async () => {
    writeFileSync(path, lines(0, 5000) + lines(5000, 5001).trimEnd())
    writeFileSync(`${path}.1`, `${lines(6000, 6100)}torn`)
    const tally = await builtTallyLog(await findLog(path), { threads: 2 })
    expect(builtReport(tally, nowMs)).toEqual(await whole())
    expect(tally.records).toBe(5101)
  })

  it('count a line that is too long once, however many cuts fall into it', async () => {
    const long = `${'x'.repeat(3 << 20)}\n`
    writeFileSync(path, lines(0, 10) + long + lines(10, 20) + long + lines(20, 30))
    const tally = await builtTallyLog(await findLog(path), { threads: 2 })
    expect(builtReport(tally, nowMs)).toEqual(await whole())
    expect(await whole()).toMatchObject({ total_records: 30, parse_errors: 2 })
  })

  it('count a decision once even when its copies fall to different threads', async () => {
    writeFileSync(path, lines(0, 3000) + lines(0, 3000))
    const tally = await builtTallyLog(await findLog(path), { threads: 2 })
    expect(builtReport(tally, nowMs)).toEqual(await whole())
    expect(await whole()).toMatchObject({ total_records: 6000, attempts: 1500, duplicates: 1500 })
  })
})

describe('the summary beside a log', () => {
  it('makes the next analysis read only what was added, with the same answer', async () => {
    writeFileSync(path, lines(0, 2000))
    expect(await resumed()).toEqual(await whole())
    appendFileSync(path, lines(2000, 2500))
    // Covered bytes that no window looks at: were they read again, this would be a parse error.
    const bytes = readFileSync(path)
    const at = 100_000 + bytes.subarray(100_000).indexOf('"trace_id"')
    const expected = await whole()
    bytes[at] = 0x27
    writeFileSync(path, bytes)
    expect(await resumed()).toEqual(expected)
  })

  it('follows a rotation', async () => {
    writeFileSync(path, lines(0, 2000))
    await resumed()
    renameSync(path, `${path}.1`)
    writeFileSync(path, lines(2000, 2100))
    expect(await resumed()).toEqual(await whole())
    expect(await resumed()).toMatchObject({ total_records: 2100 })
  })

  it('counts a torn last line now and the whole line when it has been written', async () => {
    const last = lines(10, 11)
    writeFileSync(path, lines(0, 10) + last.slice(0, 40))
    expect(await resumed()).toMatchObject({ total_records: 10, parse_errors: 1 })
    appendFileSync(path, last.slice(40))
    expect(await resumed()).toMatchObject({ total_records: 11, parse_errors: 0 })
  })

  it('still recognises a record that came before it was kept', async () => {
    writeFileSync(path, lines(0, 200))
    await resumed()
    appendFileSync(path, lines(0, 200))
    expect(await resumed()).toMatchObject({ total_records: 400, attempts: 100, duplicates: 100 })
  })

  it.each([
    ['rewritten in place', () => writeFileSync(path, lines(0, 2000, { epoch: 'f' }))],
    ['cut short', () => writeFileSync(path, lines(0, 1000))],
    ['emptied', () => writeFileSync(path, '')],
    [
      'replaced by another file of the same size and date',
      () => {
        const { atime, mtime } = statSync(path)
        writeFileSync(
          `${path}.new`,
          lines(0, 2000, { stage: 'castle' }).replaceAll('castle', 'canary'),
        )
        renameSync(`${path}.new`, path)
        utimesSync(path, atime, mtime)
      },
    ],
  ])('is not used for a log that was %s', async (_, change) => {
    writeFileSync(path, lines(0, 2000))
    await resumed()
    change()
    expect(await resumed()).toEqual(await whole())
  })

  it.each([
    ['damaged', () => writeFileSync(summary(), readFileSync(summary()).fill(1, 500, 600))],
    ['cut short', () => writeFileSync(summary(), readFileSync(summary()).subarray(0, 900))],
    ['empty', () => writeFileSync(summary(), '')],
  ])('is not used when it is %s', async (_, change) => {
    writeFileSync(path, lines(0, 2000))
    await resumed()
    change()
    expect(await resumed()).toEqual(await whole())
  })

  it('is neither used nor kept for part of the time', async () => {
    writeFileSync(path, lines(0, 200))
    const window = { sinceMs: 0, untilMs: nowMs }
    await tallyLog(await findLog(path), { summary: summary(), summaryWorthBytes: 0, window })
    expect(existsSync(summary())).toBe(false)
  })

  it('is done without where it cannot be written', async () => {
    writeFileSync(path, lines(0, 200))
    const options = { summary: join(folder, 'nowhere', 'x.summary'), summaryWorthBytes: 0 }
    expect(report(await tallyLog(await findLog(path), options))).toEqual(await whole())
  })
})

it('tells stages and epochs that began at one moment by their names, whichever was counted first', async () => {
  const [one, other] = [
    { stage: 'canary', epoch: 'e2' },
    { stage: 'target', epoch: 'e1' },
  ]
  for (const order of [
    [one, other],
    [other, one],
  ]) {
    writeFileSync(path, order.map((of) => lines(0, 1, of)).join(''))
    const { stages, epochs } = buildReport(await tallyLog(await findLog(path)), nowMs)
    expect(stages.map(({ name }) => name)).toEqual(['canary', 'target'])
    expect(epochs.map(({ name }) => name)).toEqual(['e1', 'e2'])
  }
})
