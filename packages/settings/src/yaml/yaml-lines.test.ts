import process from 'node:process'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDocument } from 'yaml'
import { parseYaml } from './yaml-lines.js'

const key = fc.constantFrom('a', 'b', "'a'", '1', '"1"', '0x1', '~', 'null', '[a]', '? c')
const map = fc.array(key, { maxLength: 6 }).map((keys) => `{${keys.join(', ')}}`)

describe('YAML with its lines', () => {
  it('has each key once, as the library would have it', () => {
    fc.assert(
      fc.property(map, map, (one, other) => {
        const text = `x: ${one}\ny: [${other}]\n`
        const theirs = parseDocument(text, { uniqueKeys: true, version: '1.2', logLevel: 'error' })
        const places = ({ errors }: Pick<typeof theirs, 'errors'>) =>
          new Set(errors.map(({ pos }) => pos[0]))
        expect(places(parseYaml(text).document)).toEqual(places(theirs))
      }),
    )
  })

  it('names a problem with each of its thousands of keys without going through all of them again', () => {
    const keys = Array.from({ length: 20_000 }, (_, index) => `k${index}`)
    const began = process.threadCpuUsage()
    const yaml = parseYaml(keys.map((name) => `${name}: 1\n`).join(''))
    const lines = keys.map((name) => yaml.lineOfKey([name]))
    const { user, system } = process.threadCpuUsage(began)
    expect(lines.at(-1)).toBe(20_000)
    // Each compared with each other took half a minute of the processor's time.
    expect((user + system) / 1e6).toBeLessThan(10)
  })
})
