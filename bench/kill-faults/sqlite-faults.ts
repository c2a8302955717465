import { spawn, spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  closeSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import process from 'node:process'
import { makeSqliteStore } from '@partial-trust/control'
import type { Fault, Stand } from './stand.ts'

type OnFile = Stand & { readonly path: string }
const ends = ['', '-wal', '-shm'] as const
const all = { mend: () => {}, hinders: 'all' } as const

/** Deletes some of the store's files. */
const removed = (...which: readonly (typeof ends)[number][]): Fault<OnFile> => ({
  name: `${which.map((end) => (end === '' ? 'the file' : end)).join(' and ')} deleted`,
  ruins: true,
  befall({ path }) {
    for (const end of which) rmSync(path + end, { force: true })
    return all
  },
})

const spoiled = (name: string, spoil: (path: string) => void): Fault<OnFile> => ({
  name,
  ruins: true,
  befall({ path }) {
    spoil(path)
    return all
  },
})

/** Another process keeps the store for itself until it is mended. */
const locked = (name: string, how: string): Fault<OnFile> => ({
  name,
  befall({ path }) {
    const script = `const { DatabaseSync } = require('node:sqlite'); const database = new DatabaseSync(${JSON.stringify(path)}, { timeout: 1000 }); database.exec(${JSON.stringify(how)}); database.prepare('select count(*) from meta').get(); setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['-e', script], { env: {}, stdio: 'ignore' })
    return { mend: () => void child.kill('SIGKILL'), hinders: 'all' }
  },
})

function away(path: string): void {
  for (const end of ends) if (existsSync(path + end)) renameSync(path + end, `${path}.away${end}`)
}

function back(path: string): void {
  for (const end of ends) {
    rmSync(path + end, { recursive: true, force: true })
    if (existsSync(`${path}.away${end}`)) renameSync(`${path}.away${end}`, path + end)
  }
}

function garble(path: string, from: number, to: number): void {
  const file = openSync(path, 'r+')
  writeSync(file, Buffer.alloc(Math.max(0, to - from), 'garbage '), 0, Math.max(0, to - from), from)
  closeSync(file)
}

/** What befalls the files of a SQLite store, or of a control plane's. */
export const sqliteFaults: readonly Fault<OnFile>[] = [
  removed(''),
  removed('-wal'),
  removed('-shm'),
  removed('-wal', '-shm'),
  removed('', '-wal', '-shm'),
  spoiled('its folder is deleted', (path) => rmSync(dirname(path), { recursive: true })),
  {
    name: 'its folder is moved away and comes back',
    befall({ path }) {
      const folder = dirname(path)
      renameSync(folder, `${folder}.away`)
      return { mend: () => renameSync(`${folder}.away`, folder), hinders: 'all' }
    },
  },
  {
    name: 'its files are moved away and come back',
    befall({ path }) {
      away(path)
      return { mend: () => back(path), hinders: 'all' }
    },
  },
  spoiled('an older copy is put in its place', (path) => {
    copyFileSync(`${path}.old`, `${path}.copy`)
    renameSync(`${path}.copy`, path)
  }),
  spoiled('an older copy is written over it', (path) => copyFileSync(`${path}.old`, path)),
  spoiled('an older copy is written over it, without the files beside it', (path) => {
    for (const end of ['-wal', '-shm']) rmSync(path + end, { force: true })
    copyFileSync(`${path}.old`, path)
  }),
  spoiled('an older copy is written over it with its times', (path) => {
    const { atime, mtime } = statSync(path)
    copyFileSync(`${path}.old`, path)
    utimesSync(path, atime, mtime)
  }),
  spoiled('a copy of all its files is put in their place', (path) => {
    for (const end of ends) {
      if (!existsSync(path + end)) continue
      copyFileSync(path + end, `${path}.copy`)
      renameSync(`${path}.copy`, path + end)
    }
  }),
  spoiled('a store of somebody else stands in its place', (path) => {
    away(path)
    makeSqliteStore(path)
  }),
  spoiled('an empty file stands in its place', (path) => {
    away(path)
    writeFileSync(path, '')
  }),
  spoiled('a folder stands in its place', (path) => {
    away(path)
    mkdirSync(path)
  }),
  spoiled('a pipe stands in its place', (path) => {
    away(path)
    spawnSync('mkfifo', [path])
  }),
  spoiled('a link to itself stands in its place', (path) => {
    away(path)
    symlinkSync(path, path)
  }),
  spoiled('a link to /dev/zero stands in its place', (path) => {
    away(path)
    symlinkSync('/dev/zero', path)
  }),
  spoiled('it is moved and a link put in its place', (path) => {
    renameSync(path, `${path}.moved`)
    symlinkSync(`${path}.moved`, path)
  }),
  spoiled('a hard link of it is put in its place', (path) => {
    linkSync(path, `${path}.hard`)
    renameSync(`${path}.hard`, path)
  }),
  spoiled('garbage is written over it', (path) => writeFileSync(path, 'garbage '.repeat(5000))),
  spoiled('its first page is overwritten', (path) => garble(path, 0, 4096)),
  spoiled('all but its first page is overwritten', (path) =>
    garble(path, 4096, statSync(path).size),
  ),
  spoiled('its log is overwritten', (path) =>
    garble(`${path}-wal`, 0, statSync(`${path}-wal`).size),
  ),
  spoiled('its index of the log is overwritten', (path) => garble(`${path}-shm`, 0, 32768)),
  spoiled('it is cut to nothing', (path) => truncateSync(path, 0)),
  spoiled('it is cut in the middle', (path) => truncateSync(path, 6000)),
  spoiled('its log is cut to nothing', (path) => truncateSync(`${path}-wal`, 0)),
  spoiled('its log is cut in the middle', (path) =>
    truncateSync(`${path}-wal`, Math.floor(readFileSync(`${path}-wal`).length / 2)),
  ),
  spoiled('its index of the log is cut to nothing', (path) => truncateSync(`${path}-shm`, 0)),
  locked('another process writes and does not end', 'begin immediate'),
  locked('another process holds it alone', 'pragma locking_mode = exclusive; begin exclusive'),
  locked('another process reads and does not end', 'begin'),
  {
    name: 'the disk is full for the killer',
    limits: ['--fsize=0'],
    befall: () => {},
  },
  {
    name: 'the killer may write little',
    limits: ['--fsize=40960'],
    befall: () => {},
  },
  {
    name: 'the killer may open few files',
    limits: ['--nofile=24'],
    befall: () => {},
  },
]

/** Keeps a copy for the faults that set it back. Call while nothing is killed. */
export function keepOldCopy({ path }: OnFile): void {
  copyFileSync(path, `${path}.old`)
}
