import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { dropOrphans } from './drop-orphans.ts'

const root = mkdtempSync(join(tmpdir(), 'orphans-'))
afterAll(() => rmSync(root, { recursive: true }))

const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
const made = (name: string): boolean => existsSync(join(root, 'some/dist', `${name}.js`))

const compiler = join(
  dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
  'bin/tsc',
)
const build = (): void => void execFileSync(process.execPath, [compiler, '-b'], { cwd: root })

beforeAll(() => {
  write('tsconfig.json', '{"files":[],"references":[{"path":"some"}]}')
  const options = { composite: true, rootDir: 'src', outDir: 'dist', types: [], lib: ['es5'] }
  write('some/tsconfig.json', JSON.stringify({ compilerOptions: options, include: ['src'] }))
  for (const name of ['stays', 'inner/goes']) write(`some/src/${name}.ts`, 'export const a = 1\n')
})

it('drops what was built of a source that is gone, and builds it anew when the source is back', () => {
  build()
  expect(dropOrphans(root)).toEqual([])
  rmSync(join(root, 'some/src/inner/goes.ts'))
  expect(dropOrphans(root).toSorted()).toEqual([
    'some/dist/inner/goes.d.ts',
    'some/dist/inner/goes.js',
  ])
  expect([made('stays'), made('inner/goes')]).toEqual([true, false])
  write('some/src/inner/goes.ts', 'export const a = 1\n')
  build()
  expect([made('stays'), made('inner/goes')]).toEqual([true, true])
})
