import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { root } from '../pack/published.ts'
import { measure } from './measure.ts'

/** Rows of the page: a package and its megabytes. */
const told = new Map(
  [...readFileSync(join(root, 'docs/adr/019-what-npm-ci-installs.md'), 'utf8').matchAll(row())].map(
    ({ groups }) => [groups?.['name'], Number(groups?.['megabytes'])],
  ),
)

function row(): RegExp {
  return /^\| `(?<name>.+?)` +\| +(?<megabytes>\d+) \|/gmu
}

describe.runIf(process.platform === 'linux' && process.arch === 'x64')(
  'what npm ci puts on the disk',
  () => {
    const large = measure(root).filter(({ megabytes }) => megabytes >= 10)

    it('is told of where it is large, with the reason why it stays', () => {
      expect(large.map(({ name }) => name).filter((name) => !told.has(name))).toEqual([])
    })

    // The program's own headers go after a build alone, which not every installation ends with.
    it.each(large.filter(({ name }) => name !== 'node'))(
      'is about what the page says: $name',
      ({ name, megabytes }) => {
        expect(Math.abs(megabytes - (told.get(name) ?? 0))).toBeLessThan(2 + megabytes * 0.15)
      },
    )
  },
)
