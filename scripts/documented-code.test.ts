import { execFileSync } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { parsePolicy } from '../packages/llm/dist/policy/load-policy.js'

const root = fileURLToPath(new URL('../', import.meta.url))
/** Where the packages that the examples import can be found. */
const home = mkdtempSync(join(root, 'examples/your-process/.pages-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** `corridor.md` has a test of its own; the specification's sketch says `…` where a reader's own stands. */
const elsewhere = new Set(['docs/corridor.md', 'docs/spec.md'])
const pages = globSync(['README.md', 'docs/*.md', 'packages/*/README.md'], { cwd: root })
  .filter((page) => !elsewhere.has(page))
  .toSorted()

function fencesOf(page: string, language: string): readonly string[] {
  const text = readFileSync(join(root, page), 'utf8')
  const fences = text.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gmu'))
  return [...fences].map(([, code = '']) => code)
}

/** What the pages take for granted beside them. */
const beside = {
  'refunds.ts': `export { refunds } from '../../src/refunds.js'\n`,
  'comments.ts': `export { comments } from '../../src/comments.js'\n`,
  'some-decision-model.ts': `import type { decisionModel } from 'partial-trust'
export declare const model: Parameters<typeof decisionModel>[0]\n`,
}

describe('the TypeScript that the documents show', () => {
  const shown = pages.flatMap((page) =>
    fencesOf(page, 'ts').map((code, index) => {
      const named = /^\/\/ ([\w.-]+\.ts)$/u.exec(code.split('\n', 1)[0] ?? '')?.[1]
      const folder = page.replaceAll(/\W/gu, '-')
      return { folder, name: named ?? `block-${index}.ts`, code: `${code}\nexport {}\n` }
    }),
  )

  it('is there', () => {
    expect(shown.length).toBeGreaterThanOrEqual(20)
  })

  it('compiles as it stands, strictly', () => {
    for (const folder of new Set(shown.map((block) => block.folder))) {
      mkdirSync(join(home, folder))
      for (const [name, code] of Object.entries(beside)) {
        writeFileSync(join(home, folder, name), code)
      }
    }
    for (const { folder, name, code } of shown) writeFileSync(join(home, folder, name), code)
    const options = {
      noEmit: true,
      strict: true,
      skipLibCheck: true, // published-types.test.ts looks at ours
      target: 'es2024',
      module: 'nodenext',
      allowImportingTsExtensions: true, // a reader's Node runs what docs/your-first-rollout.md shows
      types: ['node'],
    }
    writeFileSync(
      join(home, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: options, include: ['*/*.ts'] }),
    )
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    expect(complaintsOf([tsc, '--pretty', 'false', '-p', home])).toBe('')
  })
})

describe('the first example of the library', () => {
  it('is the one that readme-code.test.ts runs', () => {
    expect(fencesOf('packages/partial-trust/README.md', 'ts')).toEqual(fencesOf('README.md', 'ts'))
  })
})

function complaintsOf(args: readonly string[]): string {
  try {
    return execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error)
  }
}

describe.each(['docs/llm.md', 'docs/bring-your-model.md'])('the policy file of %s', (page) => {
  it('is read as it stands', () => {
    const policies = fencesOf(page, 'yaml').filter((yaml) => yaml.includes('schema_version'))
    expect(policies.length).toBe(1)
    const env = { CAREFUL_BASE_URL: 'https://llm.example.org/v1', CAREFUL_KEY: 'a key' }
    for (const policy of policies) {
      expect(parsePolicy(policy, page, { env })).toMatchObject({ kind: 'loaded' })
    }
  })
})
