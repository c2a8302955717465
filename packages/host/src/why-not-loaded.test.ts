import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, describe, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'not loaded '))
afterAll(() => rmSync(folder, { recursive: true }))

describe('why a file did not load', () => {
  it('names the line of a mistake in its text, as this Node tells it, and says what others threw', () => {
    writeFileSync(join(folder, 'cut.ts'), 'export const a: number = {\n  b: ]\n}\n')
    writeFileSync(join(folder, 'cut.mjs'), 'export default {\n  b: ]\n}\n')
    writeFileSync(join(folder, 'thrown.mjs'), "throw 'a word'\n")
    const why = new URL('../dist/why-not-loaded.js', import.meta.url).href
    const program = `
      import { pathToFileURL } from 'node:url'
      const { whyNotLoaded } = await import(${JSON.stringify(why)})
      for (const name of ['cut.ts', 'cut.mjs', 'thrown.mjs', 'none.mjs']) {
        await import(pathToFileURL(name).href).catch((error) => console.log(whyNotLoaded(error, name)))
      }`
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect(said.trim().split('\n')).toEqual([
      `Expression expected (${join(folder, 'cut.ts')}:2)`,
      "Unexpected token ']'; `node cut.mjs` shows where",
      'a word',
      expect.stringContaining('none.mjs'),
    ])
  })
})
