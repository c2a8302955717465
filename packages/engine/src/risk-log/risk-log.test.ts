import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { riskLine } from '@partial-trust/core'
import type { RiskRecord } from '@partial-trust/core'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { logContent, someRecord, TemporaryFolders } from './risk-log-fixture.contract.js'
import { openRiskLog } from './risk-log.js'
import type { RiskLog } from './risk-log.js'

const folders = new TemporaryFolders()
afterEach(() => folders.remove())

function ids(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, index) => `id-${from + index}`)
}

function appendAll(log: RiskLog, some: readonly string[]): void {
  for (const id of some) log.append(someRecord(id))
}

function notInWords(): RiskRecord {
  return Object.defineProperty(someRecord('broken'), 'epoch', {
    get() {
      throw new Error('no epoch')
    },
  })
}

const timeLike: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/u)

describe('the risk log', () => {
  it('makes its folder and writes each record as one line that only its owner may read', async () => {
    const path = join(folders.make(), 'made', 'here', 'risk.jsonl')
    const log = openRiskLog({ path })
    const records = ['one', 'täg "two"\n', '\ud800'].map(someRecord)
    for (const record of records) log.append(record)
    await log.close()
    expect(readFileSync(path, 'utf8')).toBe(records.map((record) => riskLine(record)).join(''))
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(log.stats()).toMatchObject({ written: 3, dropped: 0, pending: 0, lastError: null })
    expect(log.stats().bytes).toBe(statSync(path).size)
  })

  it('flushes by itself within its interval', async () => {
    const path = join(folders.make(), 'risk.jsonl')
    const log = openRiskLog({ path, flushIntervalMs: 5 })
    appendAll(log, ids(0, 3))
    await expect.poll(() => log.stats().written).toBe(3)
    expect(logContent(path).ids).toEqual(ids(0, 3))
    await log.close()
  })

  it('loses nothing of a burst larger than any buffer when it is closed', async () => {
    const path = join(folders.make(), 'risk.jsonl')
    const log = openRiskLog({ path, maxPendingBytes: 64 * 1024 * 1024 })
    appendAll(log, ids(0, 20_000))
    await log.close()
    expect(logContent(path).ids).toEqual(ids(0, 20_000))
  })

  it('keeps records in order while flushes and appends overlap', async () => {
    const path = join(folders.make(), 'risk.jsonl')
    const log = openRiskLog({ path, flushIntervalMs: 1 })
    for (let turn = 0; turn < 50; turn++) {
      appendAll(log, ids(turn * 100, turn * 100 + 100))
      if (turn % 3 === 0) await log.flush()
    }
    await log.close()
    expect(logContent(path).ids).toEqual(ids(0, 5000))
  })

  it('counts what comes after close as dropped', async () => {
    const path = join(folders.make(), 'risk.jsonl')
    const log = openRiskLog({ path })
    appendAll(log, ['before'])
    await log.close()
    appendAll(log, ['after'])
    await log.close()
    expect(logContent(path).ids).toEqual(['before'])
    expect(log.stats()).toMatchObject({ written: 1, dropped: 1 })
  })

  it('drops and counts a record that is none, and goes on', async () => {
    const path = join(folders.make(), 'risk.jsonl')
    const log = openRiskLog({ path })
    log.append(notInWords())
    appendAll(log, ['whole'])
    await log.close()
    expect(logContent(path).ids).toEqual(['whole'])
    expect(log.stats().dropped).toBe(1)
  })

  it.each([
    { flushIntervalMs: 0 },
    { maxBytes: Number.NaN },
    { keep: 0 },
    { maxPendingBytes: 0.5 },
  ])('refuses the options %j', (options) => {
    expect(() => openRiskLog({ path: 'never-made.jsonl', ...options })).toThrow(RangeError)
  })
})

describe('a risk log whose file fails', () => {
  it('keeps what fits in memory, counts the rest, and writes again when the path is healthy', async () => {
    const path = join(folders.make(), 'risk.jsonl')
    mkdirSync(path)
    const lineBytes = riskLine(someRecord('id-0')).length
    const log = openRiskLog({ path, maxPendingBytes: lineBytes * 4 })
    appendAll(log, ids(0, 6))
    await log.flush()
    expect(log.stats()).toMatchObject({ written: 0, pending: 4, dropped: 2, lastError: 'EISDIR' })
    expect(log.stats().stuck).toBe(4)
    rmdirSync(path)
    await log.flush()
    expect(log.stats()).toMatchObject({ written: 4, pending: 0, dropped: 2, lastError: null })
    appendAll(log, ['id-9'])
    expect(log.stats()).toMatchObject({ pending: 1, stuck: 0 })
    await log.close()
    expect(logContent(path).ids).toEqual([...ids(0, 4), 'id-9'])
  })

  it('tries again by itself', async () => {
    const path = join(folders.make(), 'risk.jsonl')
    mkdirSync(path)
    const log = openRiskLog({ path, flushIntervalMs: 2 })
    appendAll(log, ['patient'])
    await expect.poll(() => log.stats().failures).toBeGreaterThan(1)
    rmdirSync(path)
    await expect.poll(() => log.stats().written).toBe(1)
    await log.close()
  })

  it('notes beside itself what it lost, once the path is healthy again or it is closed', async () => {
    const path = join(folders.make(), 'risk.jsonl')
    mkdirSync(path)
    const lineBytes = riskLine(someRecord('id-0')).length
    const log = openRiskLog({ path, maxPendingBytes: lineBytes * 4 })
    appendAll(log, ids(0, 6))
    await log.flush()
    rmdirSync(path)
    await log.flush()
    rmSync(path)
    mkdirSync(path)
    appendAll(log, ids(6, 9))
    await log.flush()
    rmdirSync(path)
    log.append(notInWords())
    await log.close()
    expect(logContent(path).ids).toHaveLength(3)
    const notes = readFileSync(`${path}.lost`, 'utf8').trim().split('\n')
    expect(notes.map((note): unknown => JSON.parse(note))).toEqual([
      { from: timeLike, until: timeLike, records: 2, reason: 'EISDIR' },
      { from: timeLike, until: timeLike, records: 1, reason: 'EISDIR' },
    ])
    expect(log.stats().dropped).toBe(3)
  })

  it('notes nothing where it lost nothing, or has no place for it', async () => {
    const path = join(folders.make(), 'risk.jsonl')
    const whole = openRiskLog({ path })
    appendAll(whole, ids(0, 3))
    await whole.close()
    const device = openRiskLog({ path: '/dev/full' })
    appendAll(device, ids(0, 3))
    await device.close()
    expect([existsSync(`${path}.lost`), existsSync('/dev/full.lost')]).toEqual([false, false])
  })

  it('gives up at close what it could not write, and says how much', async () => {
    const log = openRiskLog({ path: '/dev/full' })
    appendAll(log, ids(0, 10))
    await log.close()
    expect(log.stats()).toMatchObject({ written: 0, dropped: 10, pending: 0, lastError: 'ENOSPC' })
  })

  it('follows its path when the folder or the file is taken away', async () => {
    const folder = join(folders.make(), 'logs')
    const path = join(folder, 'risk.jsonl')
    const log = openRiskLog({ path })
    appendAll(log, ['first'])
    await log.flush()
    rmSync(folder, { recursive: true })
    appendAll(log, ['second'])
    await log.flush()
    expect(logContent(path).ids).toEqual(['second'])
    renameSync(path, `${path}.moved`)
    appendAll(log, ['third'])
    await log.close()
    expect(logContent(path).ids).toEqual(['third'])
    expect(log.stats().dropped).toBe(0)
  })

  it('ends a line that a crash tore before it appends its own', async () => {
    const path = join(folders.make(), 'risk.jsonl')
    const torn = riskLine(someRecord('torn')).slice(0, -40)
    writeFileSync(path, riskLine(someRecord('whole')) + torn)
    const log = openRiskLog({ path })
    appendAll(log, ['next'])
    await log.close()
    expect(logContent(path)).toEqual({
      ids: ['whole', 'next'],
      unreadable: [torn],
      endsWhole: true,
    })
    expect(log.stats().tornLines).toBe(1)
  })
})

const smallDisk = mkdtempSync(join(tmpdir(), 'risk-log-disk-'))
const canMount = tryMount()

function tryMount(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', smallDisk], {
      stdio: 'ignore',
    })
    return true
  } catch {
    return false // not root, or a container that forbids it
  }
}

describe.skipIf(!canMount)('a risk log on a disk that is full', () => {
  const path = join(smallDisk, 'risk.jsonl')
  const ballast = join(smallDisk, 'ballast')
  beforeEach(() => {
    rmSync(path, { force: true })
    writeFileSync(ballast, Buffer.alloc(40 * 1024))
  })
  afterAll(() => {
    execFileSync('umount', [smallDisk])
    rmdirSync(smallDisk)
  })

  it('survives, and completes the line that it was torn in when there is room again', async () => {
    const log = openRiskLog({ path })
    appendAll(log, ids(0, 100))
    await log.flush()
    expect(log.stats()).toMatchObject({ lastError: 'ENOSPC', dropped: 0 })
    const before = logContent(path)
    expect([before.endsWhole, before.ids.length < 100]).toEqual([false, true])
    appendAll(log, ids(100, 105))
    await log.flush()
    rmSync(ballast)
    appendAll(log, ids(105, 110))
    await log.close()
    expect(logContent(path)).toEqual({ ids: ids(0, 110), unreadable: [], endsWhole: true })
    expect(log.stats()).toMatchObject({ written: 110, dropped: 0, lastError: null })
  })

  it('leaves a note, or an empty one, of what it had to give up', async () => {
    const log = openRiskLog({ path })
    appendAll(log, ids(0, 100))
    await log.close()
    expect(log.stats().dropped).toBeGreaterThan(0)
    expect(existsSync(`${path}.lost`)).toBe(true)
    rmSync(`${path}.lost`)
  })

  it('writes the torn line again when another process has ended it meanwhile', async () => {
    const log = openRiskLog({ path })
    appendAll(log, ids(0, 100))
    await log.flush()
    rmSync(ballast)
    const other = openRiskLog({ path })
    appendAll(other, ['other'])
    await other.close()
    await log.close()
    const { ids: found, unreadable, endsWhole } = logContent(path)
    expect(found.toSorted()).toEqual([...ids(0, 100), 'other'].toSorted())
    expect([unreadable.length, endsWhole]).toEqual([1, true])
  })

  it('starts over with its first line however often others end it while the disk fills again', async () => {
    const long = 'x'.repeat(12_000)
    writeFileSync(ballast, Buffer.alloc(56 * 1024))
    const log = openRiskLog({ path })
    appendAll(log, [long, ...ids(0, 5)])
    await log.flush()
    for (const other of ['first', 'second', 'third']) {
      rmSync(ballast)
      const another = openRiskLog({ path })
      appendAll(another, [other])
      await another.close()
      const freePages = Math.floor((64 * 1024 - statSync(path).size) / 4096)
      writeFileSync(ballast, Buffer.alloc(freePages * 4096))
      await log.flush()
      expect(log.stats()).toMatchObject({ lastError: 'ENOSPC', written: 0 })
    }
    rmSync(ballast)
    await log.close()
    const expected = [long, ...ids(0, 5), 'first', 'second', 'third']
    expect(logContent(path).ids.toSorted()).toEqual(expected.toSorted())
  })

  it('counts at close what reached the disk and what did not', async () => {
    const log = openRiskLog({ path })
    appendAll(log, ids(0, 100))
    await log.close()
    const { written, dropped } = log.stats()
    expect([written, written + dropped]).toEqual([logContent(path).ids.length, 100])
  })
})

describe('rotation', () => {
  it('keeps PATH, PATH.1 and so on up to the number asked for, oldest records gone first', async () => {
    const path = join(folders.make(), 'risk.jsonl')
    const log = openRiskLog({ path, maxBytes: 2000, keep: 2 })
    for (const id of ids(0, 40)) {
      appendAll(log, [id])
      await log.flush()
    }
    await log.close()
    const { ids: kept, endsWhole } = logContent(path)
    expect(endsWhole).toBe(true)
    expect(kept).toEqual(ids(40 - kept.length, 40))
    expect(log.stats().rotations).toBeGreaterThan(5)
    for (const file of [path, `${path}.1`, `${path}.2`]) {
      expect(statSync(file).size).toBeLessThanOrEqual(2000)
    }
    expect(() => statSync(`${path}.3`)).toThrow()
    expect(() => statSync(`${path}.lock`)).toThrow()
  })

  it('goes on in the old file where the folder does not let it rotate', async () => {
    const path = join(folders.make(), 'risk.jsonl')
    mkdirSync(`${path}.1`) // a folder stands in the way
    appendFileSync(join(`${path}.1`, 'file'), '')
    const log = openRiskLog({ path, maxBytes: 1000, keep: 1 })
    for (const id of ids(0, 5)) {
      appendAll(log, [id])
      await log.flush()
    }
    expect(log.stats()).toMatchObject({ written: 5, dropped: 0, lastError: 'EISDIR' })
    await log.close()
    rmSync(`${path}.1`, { recursive: true })
    expect(logContent(path).ids).toEqual(ids(0, 5))
  })
})
