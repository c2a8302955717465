import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeFolder, makeFolderSync } from './make-folder.js'

describe('makeFolder', () => {
  it('makes what is missing, with the mode asked for, and leaves what is there', async () => {
    const root = mkdtempSync(join(tmpdir(), 'pt-folder-'))
    try {
      makeFolderSync(join(root, 'a', 'b'), 0o700)
      expect(statSync(join(root, 'a', 'b')).mode & 0o777).toBe(0o700)
      await Promise.all([makeFolder(join(root, 'c', 'd')), makeFolder(join(root, 'c', 'd'))])
      expect(existsSync(join(root, 'c', 'd'))).toBe(true)
    } finally {
      rmSync(root, { recursive: true })
    }
  })

  it.skipIf(!existsSync('/proc/self'))('fails at once where no folder can be made', async () => {
    expect(() => makeFolderSync('/proc/x/y')).toThrow(/ENOENT/)
    await expect(makeFolder('/proc/x/y')).rejects.toThrow(/ENOENT/)
  })
})
