import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bucketMs, emptyVector, readMetrics } from '@partial-trust/core'
import type { Cell } from '@partial-trust/core'
import { afterAll, describe, expect, it } from 'vitest'
import { CountsOnDisk } from './counts-on-disk.js'
import type { LeftBehind } from './counts-on-disk.js'
import type { SpoolPart } from './metrics-spool.js'
import { makeSqliteStore } from './make-sqlite-store.js'
import { openSqliteEvidenceStore } from './sqlite-evidence-store.js'

const parent = mkdtempSync(join(tmpdir(), 'counts-'))
afterAll(() => rmSync(parent, { recursive: true }))
const freshFolder = () => mkdtempSync(join(parent, 'at-'))
const nowMs = 1_800_000_000_000
/** More than any system hands out. */
const nobody = 99_999_999

function disk(folder: string, instance: string, more: object = {}): CountsOnDisk {
  return new CountsOnDisk({ folder, instance, pid: nobody, now: () => nowMs, ...more })
}

/** So many decisions that reached the draw, in one bucket of one process. */
function cell(instance: string, ago: number, count: number): Cell {
  const bucket = Math.floor((nowMs - ago) / bucketMs)
  const cohort = {
    corridor: 'a',
    epoch: 'e',
    stage: 's',
    sampleRate: 0.1,
    mode: 'live',
    model: null,
  }
  return {
    key: { ...cohort, mode: 'live', instance, bucket },
    vector: emptyVector().fill(count, 0, 1),
  }
}

/** Cells as a part of what its process counted. */
function part(cells: readonly Cell[], name = cells[0]?.key.instance ?? '', changes = 1): SpoolPart {
  return { name, changes, size: cells.length, cells: () => cells }
}

async function allLeft(by: CountsOnDisk): Promise<readonly LeftBehind[]> {
  const found: LeftBehind[] = []
  for await (const left of by.leftBehind()) found.push(left)
  return found
}

describe('counts on disk', () => {
  it('reach the store once, whoever sends them how often, and whatever it had of them before', async () => {
    const folder = freshFolder()
    const path = join(folder, 'state.db')
    makeSqliteStore(path)
    const store = openSqliteEvidenceStore({ path, now: () => nowMs })
    await store.save([cell('dead.1', 60_000, 2)]) // as it stood when the store went away
    const counts = join(folder, 'counts')
    await disk(counts, 'dead').keep([part([cell('dead.1', 60_000, 5), cell('dead.1', 30_000, 1)])])
    const [one] = await allLeft(disk(counts, 'one'))
    const [other] = await allLeft(disk(counts, 'other'))
    for (const left of [one, other, one]) {
      await store.save(left?.cells ?? [])
      await left?.forget()
    }
    expect(readMetrics((await store.evidence()).metrics).eligible).toBe(6)
    expect(readdirSync(counts)).toEqual([])
    await store.close()
  })

  it('are written once, but for those that still grow, however long the store stays away', async () => {
    const folder = freshFolder()
    const own = disk(folder, 'own')
    let asked = 0
    const day = Array.from({ length: 144 }, (_, at) => ({
      ...part([cell(`own.${at}`, at * 60_000, 1)]),
      cells: () => ((asked += 1), [cell(`own.${at}`, at * 60_000, 1)]),
    }))
    await own.keep(day)
    const [latest] = day.splice(-1)
    for (let changes = 2; changes < 12; changes += 1) {
      await own.keep([...day, part([cell('own.143', 0, changes)], latest?.name, changes)])
    }
    expect(asked).toBe(144)
    const left = (await allLeft(disk(folder, 'next'))).flatMap(({ cells }) => cells)
    const counted = left.map(({ vector }) => vector[0] ?? 0)
    expect(counted.toSorted((a, b) => a - b)).toEqual([...Array(143).fill(1), 11])
  })

  it('are gone once there is nothing to keep', async () => {
    const folder = freshFolder()
    const own = disk(folder, 'own')
    await own.keep([part([cell('own.1', 0, 1)])])
    expect(readdirSync(folder)).toEqual([`${nobody}.own.1.counts.json`])
    expect(await allLeft(own)).toEqual([])
    await own.keep([])
    expect(readdirSync(folder)).toEqual([])
  })

  it('are counted as in memory alone where the disk takes none or not all of them, and never throw', async () => {
    const file = join(freshFolder(), 'file')
    writeFileSync(file, '')
    const refused = disk(join(file, 'below'), 'own')
    await refused.keep([part([cell('own.1', 0, 1)])])
    expect(refused.unkept).toBe(1)
    expect(refused.problem).not.toBeNull()
    const small = disk(freshFolder(), 'own', { mostBytes: 150 })
    const one = part([cell('own.1', 0, 1)])
    const two = part([cell('own.2', 20_000, 1), cell('own.2', 40_000, 1)])
    await small.keep([one, two])
    expect(small).toMatchObject({ unkept: 2, problem: 'more than 150 bytes' })
    // What left the disk makes room.
    await small.keep([two])
    expect(small).toMatchObject({ unkept: 1 })
    await small.keep([])
    expect(small).toMatchObject({ unkept: 0, problem: null })
  })

  it('are lost, and said to be, after the day within which the store can tell them', async () => {
    const folder = freshFolder()
    await disk(folder, 'dead').keep([
      part([cell('dead.1', 86_400_000 + bucketMs, 1), cell('dead.1', 0, 1)]),
    ])
    expect(await allLeft(disk(folder, 'next'))).toMatchObject([{ cells: [{}], lost: 1 }])
  })

  it('are left to a process that still runs, until it was not heard of for ten minutes', async () => {
    const folder = freshFolder()
    await disk(folder, 'alive', { pid: process.ppid }).keep([part([cell('alive.1', 0, 1)])])
    const path = join(folder, `${process.ppid}.alive.1.counts.json`)
    utimesSync(path, nowMs / 1000, nowMs / 1000)
    expect(await allLeft(disk(folder, 'next'))).toEqual([])
    utimesSync(path, nowMs / 1000 - 601, nowMs / 1000 - 601)
    expect((await allLeft(disk(folder, 'next'))).length).toBe(1)
  })

  it('leave nothing of what somebody was writing who was killed, once that is ten minutes ago', async () => {
    const folder = freshFolder()
    const path = join(folder, '4194304.gone.1.counts.json.new')
    writeFileSync(path, '[["half')
    utimesSync(path, nowMs / 1000, nowMs / 1000)
    expect(await allLeft(disk(folder, 'next'))).toEqual([])
    expect(existsSync(path)).toBe(true)
    utimesSync(path, nowMs / 1000 - 601, nowMs / 1000 - 601)
    expect(await allLeft(disk(folder, 'next'))).toEqual([])
    expect(existsSync(path)).toBe(false)
  })

  it('are lost, and said to be, where a file holds what nobody can have counted', async () => {
    const folder = freshFolder()
    await disk(folder, 'dead').keep([part([cell('dead.1', 60_000, 5)])])
    const [name = ''] = readdirSync(folder)
    const text = readFileSync(join(folder, name), 'utf8')
    for (const odd of ['5.5', '1e999', '5,\\"errors\\":7']) {
      writeFileSync(join(folder, name), text.replace(':5', `:${odd}`))
      expect(await allLeft(disk(folder, 'next'))).toMatchObject([{ cells: [], lost: 1 }])
    }
  })

  it('are lost, and said to be, where a file of them is torn', async () => {
    const folder = freshFolder()
    writeFileSync(join(folder, `${nobody}.torn.counts.json`), '[["')
    expect(await allLeft(disk(folder, 'next'))).toMatchObject([{ cells: [], lost: 1 }])
  })

  it('stay where they cannot be read just now', async () => {
    const folder = freshFolder()
    const path = join(folder, `${nobody}.elsewhere.counts.json`)
    // As a file of another user, or on a disk that does not answer: also root cannot read this one.
    symlinkSync(join(folder, 'no-such-disk'), path)
    expect(await allLeft(disk(folder, 'next'))).toEqual([])
    expect(readdirSync(folder)).toEqual([`${nobody}.elsewhere.counts.json`])
  })
})
