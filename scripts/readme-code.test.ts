import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../', import.meta.url))
/** Where the packages that the examples import can be found. */
const home = mkdtempSync(join(root, 'examples/your-process/.page-'))
const elsewhere = mkdtempSync(join(tmpdir(), 'page-code-'))
afterAll(() => {
  rmSync(home, { recursive: true, force: true })
  rmSync(elsewhere, { recursive: true, force: true })
})

function exampleOf(page: string): string {
  const [, code] = /^```ts\n([\s\S]*?)^```$/m.exec(readFileSync(join(root, page), 'utf8')) ?? []
  if (code === undefined) throw new Error(`${page} shows no example`)
  return code
}

describe.each(['README.md', 'docs/in-your-process.md'])('the example of %s', (page) => {
  const file = join(home, `${page.replaceAll(/\W/gu, '-')}.ts`)
  writeFileSync(file, `${exampleOf(page)}\nconsole.log(decision, record?.status ?? 'off')\n`)
  const run = (env: Record<string, string>): string =>
    execFileSync(process.execPath, [file], {
      cwd: elsewhere,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', ...env },
    }).trim()

  it('runs as it stands, off by default', () => {
    expect(run({})).toBe('fine off')
  })

  it('ends at the baseline or at what the model said, once switched on', () => {
    const env = {
      PARTIAL_TRUST_ENABLED: 'true',
      LLM_POLICY_ENABLED: 'true',
      PARTIAL_TRUST_SAMPLE_RATE: '1',
      PARTIAL_TRUST_STATE: 'none',
    }
    const said = page === 'README.md' ? 'spam accepted_llm' : 'fine fallback_deterministic'
    expect(run(env)).toBe(said)
  })
})
