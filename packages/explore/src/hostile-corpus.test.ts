import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import {
  armGit,
  hasProgram,
  makeHostileRepository,
  type HostileRepository,
} from './hostile-repository-fixture.contract.js'
import { openExecutor, type GuardedExecutor, type StepOutcome } from './run/guarded-executor.js'
import { defaultLimits } from './run/limits.js'
import { changedPaths, fingerprintTree, type TreeFingerprint } from './tree/tree-fingerprint.js'

const corpus = z.object({
  commands: z.array(z.object({ class: z.string(), command: z.string() })),
})
function load(name: string) {
  const url = new URL(`../../../data/explore/${name}.json`, import.meta.url)
  return corpus.parse(JSON.parse(readFileSync(url, 'utf8'))).commands
}
const hostile = load('hostile-commands')
const onHostileRepository = load('hostile-repository-commands')
const harmless = load('harmless-commands')

/** A plan that allows everything: what is refused below is refused by our own guard. */
const everything = [...new Set(hostile.map(({ command }) => command.split(' ')[0] ?? ''))].concat([
  'ls',
  'find',
  'cat',
  'head',
  'tail',
  'rg',
  'grep',
  'sed',
  'git',
  'echo',
  'true',
])

const missing = ['git', 'rg'].filter((name) => !hasProgram(name))
/** A bare machine runs the rest; CI has every program. */
function needsMissing(command: string): boolean {
  return missing.some((name) => new RegExp(`(?:^|\\| )${name}\\b`, 'u').test(command))
}
if (missing.length > 0) {
  process.stderr.write(`hostile corpus: ${missing.join(', ')} not installed, those lines skipped\n`)
}

let repository: HostileRepository
let treeBefore: TreeFingerprint
let outsideBefore: TreeFingerprint
let executor: GuardedExecutor

beforeAll(async () => {
  repository = makeHostileRepository()
  if (!missing.includes('git')) armGit(repository)
  treeBefore = await fingerprintTree(repository.root)
  outsideBefore = await fingerprintTree(repository.outside)
  for (const [name, value] of Object.entries({
    GIT_EXTERNAL_DIFF: join(repository.root, 'run.sh'),
    GIT_PAGER: join(repository.root, 'run.sh'),
    PAGER: join(repository.root, 'run.sh'),
    LESSOPEN: `|${join(repository.root, 'run.sh')} %s`,
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'core.fsmonitor',
    GIT_CONFIG_VALUE_0: join(repository.root, 'run.sh'),
    GIT_TRACE: join(repository.outside, 'trace'),
    RIPGREP_CONFIG_PATH: join(repository.root, 'list.txt'),
    GREP_OPTIONS: '--color=always',
    POSIXLY_CORRECT: '1',
    BASH_ENV: join(repository.root, 'run.sh'),
  })) {
    vi.stubEnv(name, value)
  }
  executor = openExecutor({
    root: repository.root,
    allowed: everything,
    limits: { ...defaultLimits, timeMs: 5_000, totalMs: 600_000, outputBytes: 200_000 },
    signal: new AbortController().signal,
  })
})
afterAll(() => {
  executor.close()
  vi.unstubAllEnvs()
  rmSync(repository.parent, { recursive: true, force: true })
})

function run(command: string): Promise<StepOutcome[]> {
  return executor.run(command.replaceAll('{outside}', repository.outside))
}

async function expectNoEffect(): Promise<void> {
  expect(changedPaths(treeBefore, await fingerprintTree(repository.root))).toEqual([])
  expect(changedPaths(outsideBefore, await fingerprintTree(repository.outside))).toEqual([])
  expect(readdirSync(repository.parent).toSorted()).toEqual(['outside', 'repo', 'secret.txt'])
}

describe('the hostile corpus', () => {
  it('is as large as promised', () => {
    expect(new Set(hostile.map(({ command }) => command)).size).toBeGreaterThanOrEqual(150)
    expect(hostile.length).toBe(new Set(hostile.map(({ command }) => command)).size)
    expect(new Set(harmless.map(({ command }) => command)).size).toBeGreaterThanOrEqual(60)
  })

  it.each(hostile)('refuses $class: $command', async ({ command }) => {
    const outcomes = await run(command)
    const refused = outcomes.flatMap((outcome) =>
      outcome.kind === 'refused' ? [outcome.refused] : [],
    )
    expect(refused).not.toEqual([])
    for (const { code, why } of refused) {
      expect(code).not.toBe('not-in-plan')
      expect(why.length).toBeGreaterThan(10)
    }
    expect(JSON.stringify(outcomes)).not.toContain(repository.secret)
  })

  it('has no effect on the tree, on git or on anything beside it', expectNoEffect)
})

describe('a hostile repository', () => {
  it.skipIf(missing.includes('git'))(
    'does start its programs for a git that is not guarded',
    async () => {
      // The control: without it, the silence below could be that of a trap that never springs.
      const copy = `${repository.parent}-control`
      cpSync(repository.root, copy, { recursive: true, filter: (path) => !path.endsWith('pipe') })
      try {
        execFileSync('git', ['diff'], { cwd: copy, stdio: 'ignore', timeout: 20_000 })
      } catch {
        // the drivers make git fail as well
      }
      const left = readdirSync(repository.outside).filter((name) => name.startsWith('started-'))
      for (const name of left) rmSync(join(repository.outside, name))
      rmSync(join(repository.outside, 'trace'), { force: true })
      rmSync(copy, { recursive: true, force: true })
      outsideBefore = await fingerprintTree(repository.outside)
      expect(left).not.toEqual([])
    },
  )

  const runnable = onHostileRepository.filter(({ command }) => !needsMissing(command))
  it.each(runnable)('has no power over $command', async ({ command }) => {
    const outcomes = await run(command)
    expect(outcomes.map(({ kind }) => kind)).toEqual(outcomes.map(() => 'ran'))
    expect(JSON.stringify(outcomes)).not.toContain(repository.secret)
    await expectNoEffect()
  })

  it.skipIf(missing.includes('git'))('is still read truthfully', async () => {
    const [status] = await run('git status -s -uno')
    const [diff] = await run('git diff -U0 -- docs/a.md')
    expect(status).toMatchObject({ kind: 'ran', result: { stdout: ' M docs/a.md\n' } })
    expect(diff).toMatchObject({
      result: { stdout: expect.stringContaining('-alpha x\n+alpha y\n') },
    })
  })
})

describe('harmless lines', () => {
  afterEach(() => expect(existsSync(join(repository.root, 'canary'))).toBe(false))

  const runnable = harmless.filter(({ command }) => !needsMissing(command))
  it.each(runnable)('run: $command', async ({ command }) => {
    const outcomes = await run(command)
    expect(outcomes.filter(({ kind }) => kind !== 'ran' && kind !== 'skipped')).toEqual([])
    const last = outcomes.findLast(({ kind }) => kind === 'ran')
    expect(last).toMatchObject({ result: { cut: null } })
    expect(last?.kind === 'ran' && last.result.exitCodes.at(-1)).toBe(0)
  })

  it('change nothing either', expectNoEffect)
})

describe('limits', () => {
  it('cut off a huge output and say so', async () => {
    const [outcome] = await run('cat big big big')
    expect(outcome).toMatchObject({ kind: 'ran', result: { cut: 'output' } })
    expect(outcome?.kind === 'ran' && outcome.result.stdout.length).toBe(200_000)
  })
})
