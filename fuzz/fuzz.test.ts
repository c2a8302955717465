import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { problemOf, runTarget } from './run-target.ts'
import { targets } from './targets.ts'

/** Inputs that broke a rule once, or nearly, by target, in latin1. */
const found: Readonly<Record<string, readonly string[]>> = JSON.parse(
  readFileSync(new URL('found.json', import.meta.url), 'utf8'),
)

describe('whatever reads what others wrote', () => {
  it.each(Object.entries(targets))(
    '%s keeps to its rules on made-up inputs',
    async (name, target) => {
      const most = Math.max(1, Math.round(400 * target.share))
      const { broken, outcomes } = await runTarget(target, name, most, 1)
      expect(broken).toBeNull()
      expect(outcomes.size).toBeGreaterThan(0)
    },
  )

  it.each(Object.entries(found))(
    '%s keeps to them on what broke them once',
    async (name, inputs) => {
      const reading = await targets[name]?.open()
      if (reading === undefined) throw new Error(`no target ${name}`)
      for (const input of inputs) {
        const bytes = Uint8Array.from(input, (letter) => letter.charCodeAt(0))
        expect(await problemOf(reading, bytes)).toBeNull()
      }
      await reading.close?.()
    },
  )
})
