import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  makeCraftedRepository,
  pointAtVault,
  type CraftedRepository,
} from '../git/crafted-repository-fixture.contract.js'
import { hasProgram } from '../hostile-repository-fixture.contract.js'
import { openExecutor } from '../run/guarded-executor.js'
import { defaultLimits } from '../run/limits.js'
import { changedPaths, fingerprintTree } from '../tree/tree-fingerprint.js'
import { indexPath, refText } from './arbitraries.contract.js'
import { fuzz } from './fuzz-runs.contract.js'

let base: CraftedRepository
beforeAll(() => {
  base = makeCraftedRepository()
})
afterAll(() => rmSync(base.parent, { recursive: true, force: true }))

/** A copy of the repository and of what lies beside it: a change may write through a link it made. */
function freshCopy(): CraftedRepository {
  const parent = join(base.parent, 'fuzzed')
  rmSync(parent, { recursive: true, force: true })
  const [root, outside] = [join(parent, 'repo'), join(parent, 'outside')]
  cpSync(base.root, root, { recursive: true, verbatimSymlinks: true })
  cpSync(base.outside, outside, { recursive: true, verbatimSymlinks: true })
  return {
    ...base,
    parent,
    root,
    outside,
    dotGit: join(root, '.git'),
    vault: join(outside, 'vault'),
  }
}

const places = [
  'HEAD',
  'index',
  'config',
  'packed-refs',
  'shallow',
  'commondir',
  'gitdir',
  'MERGE_HEAD',
  'ORIG_HEAD',
  'refs',
  'refs/heads',
  'refs/heads/main',
  'refs/heads/side',
  'refs/replace',
  'objects',
  'objects/info',
  'objects/pack',
  'objects/info/alternates',
  'objects/info/commit-graph',
  'objects/pack/multi-pack-index',
  'objects/aa',
  'info/exclude',
  'info/attributes',
  'info/grafts',
  'info/sparse-checkout',
  'config.worktree',
  'modules/x/config',
  'worktrees/x/gitdir',
  'hooks/post-index-change',
  'logs/HEAD',
  'sharedindex.aa',
  '../.gitattributes',
  '../.gitignore',
  '../.gitmodules',
  '../.ignore',
  '../sub/.git',
  '../docs',
  '../docs/b.txt',
  '../a.txt',
]
const text = fc.oneof(
  refText,
  indexPath,
  fc.constantFrom(
    'VAULT/.git/objects\n',
    '"VAULT/.git/objects"\n',
    'gitdir: VAULT/.git\n',
    '../../../outside/vault/.git/objects\n',
    '[include]\n\tpath = SECRET\n',
    '[core]\n\tworktree = VAULT\n',
    '[core\n',
    '* filter=evil diff=evil\n',
    'SECRET\n',
    '[extensions]\n\tobjectFormat = sha256\n',
    '[core]\n\tsymlinks = false\n\tignorecase = true\n',
    '{a\n[z-a]\n',
  ),
)
const change = fc.record({
  at: fc.constantFrom(...places),
  how: fc.constantFrom(
    'write',
    'append',
    'link',
    'link-folder',
    'move-out',
    'pipe',
    'remove',
    'flip',
  ),
  text,
  target: fc.constantFrom('SECRET', 'VAULT/.git', 'VAULT', 'SAME', 'VAULT/.git/objects'),
  byte: fc.nat(4_000),
})
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never

function apply({ at, how, text: written, target, byte }: Change, repo: CraftedRepository): void {
  const { root, outside, vault } = repo
  const path = join(root, '.git', at)
  const named = (value: string): string =>
    value
      .replaceAll('SECRET', join(outside, 'secret.txt'))
      .replaceAll('VAULT', vault)
      .replaceAll('SAME', join(vault, '.git', at))
  mkdirSync(dirname(path), { recursive: true })
  if (how === 'append') return appendFileSync(path, named(written))
  if (how === 'flip') {
    const bytes = readFileSync(path)
    if (bytes.length > 0) bytes[byte % bytes.length] = byte & 255
    return writeFileSync(path, bytes)
  }
  if (how === 'move-out') {
    const moved = join(root, '..', 'moved')
    renameSync(path, moved)
    return symlinkSync(moved, path)
  }
  rmSync(path, { recursive: true, force: true })
  if (how === 'write') writeFileSync(path, named(written))
  if (how === 'link') symlinkSync(named(target), path)
  if (how === 'pipe') execFileSync('mkfifo', [path])
  if (how === 'link-folder') {
    rmSync(dirname(path), { recursive: true, force: true })
    symlinkSync(join(vault, '.git', dirname(at)), dirname(path))
  }
}

function attempt(act: () => void): void {
  try {
    act()
  } catch {
    // a change that does not fit after the ones before it
  }
}

const block =
  'git status\ngit diff\ngit diff HEAD\ngit diff --cached --stat\nrg -n bee\ngrep -rn bee docs\nls -la *\ncat a.txt docs/*'

describe.skipIf(!hasProgram('git'))('a tree changed in any way', () => {
  it(
    'has nothing outside printed or changed, and is answered',
    { timeout: 3_600_000 },
    async () => {
      const input = fc.tuple(fc.array(change, { minLength: 1, maxLength: 4 }), fc.boolean())
      await fuzz('trees', 1 / 500, input, async ([changes, stray], tally) => {
        const repo = freshCopy()
        const { root, outside } = repo
        if (stray) attempt(() => pointAtVault(repo))
        for (const one of changes) attempt(() => apply(one, repo))
        const before = await fingerprintTree(outside)
        const executor = openExecutor({
          root,
          allowed: ['git', 'rg', 'grep', 'ls', 'cat'],
          limits: { ...defaultLimits, timeMs: 2_000 },
          signal: new AbortController().signal,
          walls: [],
        })
        const outcomes = await executor.run(block)
        executor.close()
        const said = JSON.stringify(outcomes)
        expect(said).not.toContain(base.secret)
        expect(said).not.toContain('not-checkable')
        expect(changedPaths(before, await fingerprintTree(outside))).toEqual([])
        tally.count(outcomes[0]?.kind === 'refused' ? 'git refused' : 'git ran')
      })
    },
  )
})
