import { expect, it } from 'vitest'
import { compileScanner } from '../../../../scripts/build-scanner.ts'
import { readFileSync } from 'node:fs'

it('the compiled scanner is made of the source beside it', () => {
  const made = readFileSync(new URL('./scanner-module.ts', import.meta.url), 'utf8')
  expect(compileScanner()).toBe(made)
})
