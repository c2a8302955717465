import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { staleProjects } from './stale-projects.ts'

const root = mkdtempSync(join(tmpdir(), 'stale-'))
afterAll(() => rmSync(root, { recursive: true }))

function write(path: string, text: string, atSeconds: number): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
  utimesSync(join(root, path), atSeconds, atSeconds)
}

it('names the projects whose sources were written after they were built, and those never built', () => {
  const paths = ['built', 'changed', 'never', 'tested']
  const references = paths.map((path) => ({ path }))
  write('tsconfig.json', JSON.stringify({ references }), 1)
  for (const path of paths) write(`${path}/src/inner/a.ts`, '', 10)
  for (const path of ['built', 'changed', 'tested']) write(`${path}/tsconfig.tsbuildinfo`, '', 20)
  write('changed/src/inner/b.ts', '', 30)
  // Tests are not built.
  write('tested/src/a.test.ts', '', 30)
  write('tested/src/a.contract.ts', '', 30)
  expect(staleProjects(root)).toEqual(['changed', 'never'])
})
