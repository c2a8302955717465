import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

// Whether it also compiles to this very module is asked by `npm run build:scanner -- --check`, which
// brings the compiler.
it('the compiled scanner names the source beside it as what it was made of', () => {
  const made = readFileSync(new URL('./scanner-module.ts', import.meta.url), 'utf8')
  const source = readFileSync(new URL('../../wasm/record-scanner.ts', import.meta.url))
  const digest = createHash('sha256').update(source).digest('hex')
  expect(made).toContain(`// SHA-256 of the source: ${digest}\n`)
})
