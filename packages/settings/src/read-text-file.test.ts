import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { readTextFile } from './read-text-file.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'text-file-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const at = (name: string): string => join(folder, name)

describe('a file that people write by hand', () => {
  it('is read as it is, without a mark of byte order, links followed', () => {
    writeFileSync(at('plan'), '\u{FEFF}Größe: 1\n')
    symlinkSync(at('plan'), at('link'))
    expect(readTextFile(at('link'))).toBe('Größe: 1\n')
  })

  it('is read from a pipe, as a shell gives it', () => {
    execFileSync('mkfifo', [at('pipe')])
    const writer = spawn('sh', ['-c', 'printf "a: 1" > "$0"', at('pipe')], { stdio: 'ignore' })
    onTestFinished(() => void writer.kill())
    expect(readTextFile(at('pipe'), { pipeMs: 60_000 })).toBe('a: 1')
  })

  it.each<[string, () => void, string]>([
    ['a folder', () => mkdirSync(at('plan')), 'it is a folder'],
    ['a device', () => symlinkSync('/dev/zero', at('plan')), 'neither a file nor a pipe'],
    ['a link to itself', () => symlinkSync(at('plan'), at('plan')), 'ELOOP'],
    ['a link to nothing', () => symlinkSync(at('nothing'), at('plan')), 'ENOENT'],
    ['a file of 50 MB', () => big(), 'larger than 1024 KiB'],
    ['text in UTF-16', () => writeFileSync(at('plan'), 'version: ü', 'utf16le'), 'UTF-8'],
  ])('is refused where it is %s', (_, make, why) => {
    make()
    expect(said(() => readTextFile(at('plan')))).toContain(why)
  })

  it('is refused where it is a pipe to which nobody writes', () => {
    execFileSync('mkfifo', [at('plan')])
    expect(said(() => readTextFile(at('plan'), { pipeMs: 20 }))).toContain('did not end within 20')
  })

  it('is refused where it has more than its size says', () => {
    expect(said(() => readTextFile('/proc/self/maps', { mostBytes: 100 }))).toContain(
      'larger than 0 KiB',
    )
  })
})

function big(): void {
  writeFileSync(at('plan'), '')
  truncateSync(at('plan'), 50e6)
}

function said(read: () => string): string {
  try {
    return read()
  } catch (error) {
    return String(error)
  }
}
