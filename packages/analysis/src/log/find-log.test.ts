import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { defaultPlan, type StageVerdict } from '@partial-trust/core'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { gateTally } from '../verdict/index.js'
import { buildReport } from './build-report.js'
import { findLog } from './find-log.js'
import type { RiskLog } from './log-part.js'
import { withStoredLog } from './stored-log.js'
import { tallyLog } from './tally-log.js'
import { tallyWholeLines } from './tally-whole-lines.js'

const root = mkdtempSync(join(tmpdir(), 'pt-find-log-'))
afterAll(() => rmSync(root, { recursive: true }))
let runs = 0
let path = ''
beforeEach(() => {
  runs += 1
  const folder = join(root, String(runs))
  execFileSync('mkdir', [folder])
  path = join(folder, 'risk.jsonl')
})

const startMs = Date.UTC(2026, 2, 1)
const dayMs = 86_400_000

/** `n` attempts over a day, from the `day`-th on. */
function lines(day: number, n: number, isBad = false): Buffer {
  const records = Array.from({ length: n }, (_, i) => {
    const id = `${day}-${i}`
    return `${JSON.stringify({
      timestamp: new Date(startMs + day * dayMs + (i * dayMs) / n).toISOString(),
      trace_id: id,
      command_id: id,
      corridor_intent: 'c',
      sample_rate: 0.01,
      sampled: true,
      status: isBad ? 'fallback_deterministic' : 'accepted_llm',
      reason_code: isBad ? 'timeout' : 'accepted',
      latency_ms: isBad ? 200 : 80,
      diff_summary: isBad ? null : { intent_mismatch: false, entity_key_mismatch: false },
      schema: 1,
      epoch: 'e',
      stage: 'canary',
      mode: 'live',
      deadline_ms: 200,
      instance: 'i',
    })}\n`
  })
  return Buffer.from(records.join(''))
}

const healthy = [lines(0, 200), lines(2, 200)] as const
const failing = lines(1, 100, true)

async function judged(log: RiskLog): Promise<StageVerdict> {
  const tally = await tallyLog(log)
  const nowMs = startMs + 30 * dayMs
  return gateTally(tally, {
    plan: defaultPlan,
    stage: 'canary',
    corridor: null,
    incidents: 0,
    nowMs,
  })
}

async function verdictOf(log: Promise<RiskLog> = findLog(path)): Promise<string> {
  return (await judged(await log)).verdict
}

async function holesOf(): Promise<readonly string[]> {
  return (await tallyLog(await findLog(path))).holes
}

/** The same with the failing part packed; its path. */
function packed(): string {
  return rotated(gzipSync, '.gz')
}

/** Healthy, failing, healthy, as rotation leaves them. */
function rotated(pack: (bytes: Buffer) => Buffer, ending: string): string {
  writeFileSync(`${path}.2`, healthy[0])
  writeFileSync(`${path}.1${ending}`, pack(failing))
  writeFileSync(path, healthy[1])
  return `${path}.1${ending}`
}

describe('a log whose parts were packed', () => {
  it.each([
    ['not at all', (bytes: Buffer) => bytes, ''],
    ['with gzip', gzipSync, '.gz'],
    ['with gzip, in two members', inTwo(gzipSync), '.gz'],
    ['with zstd', zstdCompressSync, '.zst'],
    ['with zstd, in two frames', inTwo(zstdCompressSync), '.zst'],
    ['with gzip and a name that does not say so', gzipSync, ''],
  ])('%s says what the plain one says', async (_, pack, ending) => {
    rotated(pack, ending)
    expect(await verdictOf()).toBe('NO_GO')
    const tally = await tallyLog(await findLog(path))
    expect(tally.holes).toEqual([])
    expect(tally.records).toBe(500)
    // The very log, read from one file.
    const whole = join(path, '..', 'whole.jsonl')
    writeFileSync(whole, Buffer.concat([healthy[0], failing, healthy[1]]))
    const nowMs = startMs + 30 * dayMs
    expect(buildReport(tally, nowMs)).toEqual(
      buildReport(await tallyLog(await findLog(whole)), nowMs),
    )
  })

  it('is analyzed again from a summary that covers them', async () => {
    rotated(gzipSync, '.gz')
    const options = { summary: `${path}.summary`, summaryWorthBytes: 0, threads: 1 } as const
    const first = await tallyLog(await findLog(path), options)
    const again = await tallyLog(await findLog(path), options)
    expect(buildReport(again, startMs)).toEqual(buildReport(first, startMs))
    const other = rotated((bytes) => gzipSync(bytes.subarray(0, 5000)), '.gz')
    expect(other).toMatch(/\.gz$/u)
    expect((await tallyLog(await findLog(path), options)).records).toBeLessThan(first.records)
  })
})

describe('a log with a hole', () => {
  it.each<[string, () => void, RegExp]>([
    [
      'a part is missing',
      () => rmSync(packed()),
      /risk\.jsonl\.1 is missing although risk\.jsonl\.2 is there/u,
    ],
    ['the live file is missing', () => (packed(), rmSync(path)), /risk\.jsonl itself is missing/u],
    ['a packed part is cut off', () => truncateSync(packed(), 300), /1\.gz is cut off/u],
    [
      'a packed part is damaged',
      () =>
        writeFileSync(
          packed(),
          Buffer.concat([gzipSync(failing).subarray(0, 200), Buffer.alloc(400, 7)]),
        ),
      /1\.gz is damaged/u,
    ],
    [
      'a part is packed in a way that is not read',
      () => writeFileSync(packed(), 'BZh91AY&SY'),
      /packed with bzip2.*bzcat/u,
    ],
    [
      'a part is binary',
      () => writeFileSync(packed(), Buffer.alloc(500)),
      /1\.gz holds binary data/u,
    ],
    [
      'a part ends its lines with a carriage return alone',
      () => writeFileSync(packed().slice(0, -3), failing.toString().replaceAll('\n', '\r')),
      /\.1 ends its lines with a carriage return alone/u,
    ],
    [
      'a packed part does',
      () => writeFileSync(packed(), gzipSync(failing.toString().replaceAll('\n', '\r'))),
      /1\.gz cannot be read: what is packed in it ends its lines with a carriage return/u,
    ],
    [
      'a part is a link to where nothing is now',
      () => {
        rmSync(packed())
        symlinkSync('/unmounted/part', `${path}.1`)
      },
      /\.1 cannot be read \(ENOENT\)/u,
    ],
    [
      'a part is a pipe to which nobody writes',
      () => {
        rmSync(packed())
        execFileSync('mkfifo', [`${path}.1`])
      },
      /\.1 is no file/u,
    ],
    [
      'its writers noted a loss',
      () => {
        writeFileSync(path, Buffer.concat(healthy))
        const note = { from: '2026-03-02T01:00:00.000Z', records: 5, reason: 'ENOSPC' }
        const notes = [2, 4].map((hour) => ({ ...note, until: `2026-03-02T0${hour}:00:00.000Z` }))
        writeFileSync(`${path}.lost`, notes.map((each) => `${JSON.stringify(each)}\n`).join(''))
      },
      /10 records never reached the log, between 2026-03-02T01:00:00.000Z and 2026-03-02T04:00:00.000Z \(ENOSPC\), as .*risk\.jsonl\.lost says/u,
    ],
    [
      'its writers could not say how much they lost',
      () => {
        writeFileSync(path, Buffer.concat(healthy))
        writeFileSync(`${path}.lost`, '')
      },
      /an unknown number of records never reached the log, as .*risk\.jsonl\.lost says/u,
    ],
    [
      'a part is there twice, and not the same',
      () => (packed(), writeFileSync(`${path}.1`, healthy[0])),
      /1\.gz lies beside .*\.1 and holds something else/u,
    ],
  ])('because %s names it, and is never GO', async (_, make, said) => {
    make()
    expect((await holesOf()).join('; ')).toMatch(said)
    const { verdict, because } = await judged(await findLog(path))
    expect(verdict).not.toBe('GO')
    expect(because.join(' ')).toMatch(said)
  })

  it.each<[string, () => void]>([
    [
      'rotated',
      () => {
        renameSync(`${path}.1`, `${path}.2`)
        renameSync(path, `${path}.1`)
        writeFileSync(path, healthy[1])
      },
    ],
    [
      'replaced',
      () => {
        writeFileSync(`${path}.new`, healthy[0])
        renameSync(`${path}.new`, `${path}.1`)
      },
    ],
    ['cut', () => truncateSync(`${path}.1`, 100)],
  ])('because a part was %s after it was listed names it, and is never GO', async (_, move) => {
    writeFileSync(`${path}.1`, failing)
    writeFileSync(path, Buffer.concat(healthy))
    const log = await findLog(path)
    move()
    const { verdict, because } = await judged(log)
    expect(verdict).not.toBe('GO')
    expect(because.join(' ')).toMatch(/\.1 was rotated, replaced or cut while the log was read/u)
    const whole = await tallyWholeLines(log, {})
    expect(whole.tally.holes.join(' ')).toMatch(/\.1 was rotated/u)
  })

  it('stops all the same when what is left is bad', async () => {
    writeFileSync(`${path}.2`, failing)
    writeFileSync(path, healthy[1])
    const { verdict, because } = await judged(await findLog(path))
    expect(verdict).toBe('NO_GO')
    expect(because.join(' ')).toMatch(/risk\.jsonl\.1 is missing/u)
  })

  it('is no hole where a part was packed and its plain copy kept', async () => {
    rotated(gzipSync, '.gz')
    writeFileSync(`${path}.1`, failing)
    expect(await holesOf()).toEqual([])
    expect((await tallyLog(await findLog(path))).records).toBe(500)
  })

  it.skipIf(process.getuid?.() === 0)('because a part may not be read names it', async () => {
    chmodSync(packed(), 0)
    expect((await holesOf()).join()).toMatch(/1\.gz cannot be read \(EACCES\)/u)
  })
})

function dated(...days: readonly (readonly [string, number])[]): void {
  for (const [name, day] of days) writeFileSync(`${path}-${name}.gz`, gzipSync(lines(day, 100)))
}

describe('parts named by date', () => {
  it('are read in their order', async () => {
    dated(['20260302', 0], ['20260303', 1], ['20260304', 2])
    writeFileSync(path, lines(3, 100))
    const tally = await tallyLog(await findLog(path))
    expect(tally.records).toBe(400)
    expect(tally.holes).toEqual([])
  })

  it('with one missing among them, or before the live file, are a hole', async () => {
    dated(['20260302', 0], ['20260304', 2])
    writeFileSync(path, lines(3, 100))
    expect((await holesOf()).join()).toMatch(
      /between .*20260302\.gz .* and .*20260304\.gz .* a part seems to be missing/u,
    )
    writeFileSync(path, lines(5, 100))
    expect((await holesOf()).at(-1)).toMatch(/between .*20260304\.gz .* and .*risk\.jsonl /u)
  })

  it('with days between them on which nothing had to be rotated are none', async () => {
    dated(['20260302', 0], ['20260304', 1], ['20260311', 2])
    writeFileSync(path, lines(3, 100))
    expect(await holesOf()).toEqual([])
  })
})

describe('a log that comes through a pipe', () => {
  const whole = Buffer.concat([healthy[0], failing, healthy[1]])

  it.each([
    ['plain', whole],
    ['gzip', gzipSync(whole)],
    ['zstd', zstdCompressSync(whole)],
  ])('is read as it comes, %s', async (_, bytes) => {
    const inBits = Array.from({ length: Math.ceil(bytes.length / 1000) }, (__, i) =>
      bytes.subarray(i * 1000, (i + 1) * 1000),
    )
    const log = await findLog('-', Readable.from(inBits))
    expect(log.name).toBe('standard input')
    const tally = await tallyLog(log)
    expect({ records: tally.records, holes: tally.holes }).toEqual({ records: 500, holes: [] })
  })

  it('is read from a named one', async () => {
    execFileSync('mkfifo', [path])
    const writing = import('node:fs/promises').then((fs) => fs.writeFile(path, whole))
    expect(await verdictOf()).toBe('NO_GO')
    await writing
  })

  it('and ends too early is a hole', async () => {
    const cut = gzipSync(whole).subarray(0, 500)
    const tally = await tallyLog(await findLog('-', Readable.from([cut])))
    expect(tally.holes.join()).toMatch(/standard input is cut off/u)
  })

  it('can be kept for a second reading', async () => {
    const log = await findLog('-', Readable.from([whole]))
    const [one, two] = await withStoredLog(log, async (stored) => [
      await tallyLog(stored),
      await tallyLog(stored),
    ])
    expect(one?.records).toBe(500)
    expect(two?.records).toBe(500)
  })
})

describe('findLog', () => {
  it.each<[string, () => string, RegExp]>([
    ['a folder', () => join(path, '..'), /is a directory/u],
    ['binary data', () => (writeFileSync(path, Buffer.alloc(99)), path), /holds binary data/u],
    ['a database', () => (writeFileSync(path, 'SQLite format 3\0'), path), /is a SQLite database/u],
    ['a Parquet file', () => (writeFileSync(path, 'PAR1...'), path), /is a Parquet file/u],
  ])('refuses %s', async (_, make, said) => {
    await expect(findLog(make())).rejects.toThrow(said)
  })

  it('finds nothing where there is nothing', async () => {
    expect(await findLog(path)).toEqual({ name: path, parts: [], holes: [] })
  })

  it('reads a log that a crash left full of zeros', async () => {
    writeFileSync(path, Buffer.concat([lines(0, 3), Buffer.alloc(5000)]))
    const tally = await tallyLog(await findLog(path))
    expect({ records: tally.records, parseErrors: tally.parseErrors }).toEqual({
      records: 3,
      parseErrors: 1,
    })
  })
})

function inTwo(pack: (bytes: Buffer) => Buffer): (bytes: Buffer) => Buffer {
  return (bytes) => {
    const cut = bytes.indexOf('\n', bytes.length / 2) + 1
    return Buffer.concat([pack(bytes.subarray(0, cut)), pack(bytes.subarray(cut))])
  }
}
