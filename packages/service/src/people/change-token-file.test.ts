import { execFileSync } from 'node:child_process'
import {
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { changeTokenFile } from './change-token-file.js'
import { mintToken } from './change-tokens.js'
import { readTokenFile } from './token-file.js'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function freshPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tokens-'))
  folders.push(folder)
  return join(folder, 'tokens.json')
}

const hourMs = 3_600_000

describe('a change of the file of tokens', () => {
  it.each([
    ['an hour ago', -hourMs],
    ['before the clock was set back by an hour', hourMs],
  ])('is not kept waiting by a lock that somebody left %s', (_when, apartMs) => {
    const path = freshPath()
    const left = `${path}.lock`
    writeFileSync(left, '')
    utimesSync(left, new Date(), new Date(Date.now() + apartMs))
    changeTokenFile(path, () => [])
    expect(readTokenFile(path)?.tokens).toEqual([])
    expect(statSync(left, { throwIfNoEntry: false })).toBeUndefined()
  })

  it('replaces nothing but a file', () => {
    const [pipe, link] = [freshPath(), freshPath()]
    execFileSync('mkfifo', [pipe])
    symlinkSync('/no/such/file', link)
    expect(() => changeTokenFile(pipe, () => [])).toThrow(/is no file/u)
    expect(() => changeTokenFile(link, () => [])).toThrow(/is a link/u)
    expect(statSync(pipe).isFIFO()).toBe(true)
  })
})

const smallDisk = mkdtempSync(join(tmpdir(), 'tokens-disk-'))
const canMount = ((): boolean => {
  const mount = ['-t', 'tmpfs', '-o', 'size=32k', 'tmpfs', smallDisk]
  try {
    execFileSync('mount', mount, { stdio: 'ignore' })
    return true
  } catch {
    return false // not root, or a container that forbids it
  }
})()

describe.skipIf(!canMount)('tokens on a disk that is almost full', () => {
  afterAll(() => {
    execFileSync('umount', [smallDisk])
    rmSync(smallDisk, { recursive: true })
  })

  it('stay as they were where all of the new ones do not fit', () => {
    const path = join(smallDisk, 'tokens.json')
    const hand = { by: 'root', nowMs: Date.now() }
    const people = Array.from({ length: 20 }, (_, at) => {
      const token = { name: `p${at}`, role: 'viewer', machine: false, lifeMs: hourMs } as const
      return mintToken(token, hand).stored
    })
    changeTokenFile(path, () => people.slice(0, 1))
    const before = readFileSync(path)
    writeFileSync(join(smallDisk, 'ballast'), Buffer.alloc(24 * 1024)) // one page is left
    expect(() => changeTokenFile(path, () => people)).toThrow(/cannot be written \(ENOSPC\)/u)
    expect(readFileSync(path)).toEqual(before)
  })
})
