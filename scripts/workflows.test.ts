import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const root = fileURLToPath(new URL('../', import.meta.url))
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const { scripts }: { scripts: Readonly<Record<string, string>> } = JSON.parse(read('package.json'))

type Workflow = {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly run?: string }[] }>>
}

describe('the workflows', () => {
  const paths = globSync('.github/workflows/*.yml', { cwd: root })

  it.each(paths)('run what there is: %s', (path) => {
    const { jobs }: Workflow = parse(read(path))
    const steps = Object.values(jobs).flatMap((one) => one.steps)
    const commands = steps.flatMap(({ run = '' }) => [...run.matchAll(/npm run ([\w:-]+)/gu)])
    expect(commands.length).toBeGreaterThan(0)
    expect(commands.map(([, name = '']) => name).filter((name) => !(name in scripts))).toEqual([])
  })

  it('build the site and walk the first rollout, which takes too long for every change', () => {
    const said = paths.map(read).join('\n')
    for (const name of ['site:build', 'site:check', 'docs:walk']) expect(said).toContain(name)
  })
})
