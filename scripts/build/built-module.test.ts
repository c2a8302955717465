import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { builtModule } from './built-module.ts'

const root = mkdtempSync(join(tmpdir(), 'built-'))
afterAll(() => rmSync(root, { recursive: true }))

const some = join(root, 'packages/some')
mkdirSync(join(some, 'dist/inner'), { recursive: true })
for (const name of ['inner/made', 'inner/made.contract']) {
  writeFileSync(join(some, 'dist', `${name}.js`), '')
}
const made = join(some, 'dist/inner/made.js')

it.each([
  ['./inner/made.js', 'src/a.test.ts', made],
  ['../inner/made.ts', 'src/other/a.contract.ts', made],
  ['../../some/src/inner/made.ts', '../other/src/a.test.ts', made],
  // Nothing was built of it, or nothing should be.
  ['./inner/new.js', 'src/a.test.ts', null],
  ['./inner/made.contract.js', 'src/a.test.ts', null],
  ['./made.js', 'scripts/inner/a.test.ts', null],
  ['vitest', 'src/a.test.ts', null],
])('finds what was built of %s in %s', (specifier, importer, expected) => {
  expect(builtModule(specifier, join(some, importer))).toBe(expected)
})
