import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { changeTokenFile } from './change-token-file.js'
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
