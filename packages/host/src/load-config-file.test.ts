import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { loadConfigFile } from './load-config-file.js'

const embedded = () => Promise.reject(new Error('the embedded one'))

describe('the file that registers the corridors', () => {
  it.each<[string, (path: string) => void, string]>([
    ['a link to where nothing is now', (path) => symlinkSync('/nowhere/c.mjs', path), 'ENOENT'],
    ['a folder', (path) => mkdirSync(path), 'is no file'],
    ['a pipe', (path) => void execFileSync('mkfifo', [path]), 'is no file'],
  ])('is never replaced by what a program brings, nor waited for: %s', async (_, make, why) => {
    const folder = mkdtempSync(join(tmpdir(), 'config-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    make(join(folder, 'partial-trust.config.mjs'))
    await expect(loadConfigFile(folder, undefined, embedded)).rejects.toThrow(why)
  })

  it('is waited for no longer than it is said, where it waits for what never comes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'config-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const file = join(folder, 'partial-trust.config.mjs')
    writeFileSync(file, 'await new Promise(() => {})\nexport default {}\n')
    await expect(loadConfigFile(folder, undefined, embedded, 5)).rejects.toThrow(
      `${file}: does not load: not within 0.005 s`,
    )
  })
})
