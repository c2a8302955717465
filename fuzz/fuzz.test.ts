import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { problemOf, runTarget } from './run-target.ts'
import { targets } from './targets.ts'

/** Inputs that broke a rule once, by target, in latin1. */
const found: Readonly<Record<string, readonly string[]>> = JSON.parse(
  readFileSync(new URL('found.json', import.meta.url), 'utf8'),
)

describe('whatever reads what others wrote', () => {
  it.each(Object.entries(targets))('%s keeps to its rules on made-up inputs', (name, target) => {
    const { broken } = runTarget(target, name, Math.max(1, Math.round(400 * target.share)), 1)
    expect(broken).toBeNull()
  })

  it.each(Object.entries(found))('%s keeps to them on what broke them once', (name, inputs) => {
    const target = targets[name]
    if (target === undefined) throw new Error(`no target ${name}`)
    for (const input of inputs) {
      expect(
        problemOf(
          target,
          Uint8Array.from(input, (letter) => letter.charCodeAt(0)),
        ),
      ).toBeNull()
    }
  })
})
