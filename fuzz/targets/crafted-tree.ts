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
import type { Random } from '@partial-trust/testing'
import { openExecutor } from '../../packages/explore/dist/run/guarded-executor.js'
import { defaultLimits } from '../../packages/explore/dist/run/limits.js'
import { changedPaths, fingerprintTree } from '../../packages/explore/dist/tree/tree-fingerprint.js'
import {
  makeCraftedRepository,
  pointAtVault,
} from '../../packages/explore/src/git/crafted-repository-fixture.contract.ts'
import type { CraftedRepository } from '../../packages/explore/src/git/crafted-repository-fixture.contract.ts'
import { pathText, pieces, refText } from '../explore-text.ts'
import { oneOf, pick } from '../mutate.ts'
import { must } from '../target.ts'
import type { Target } from '../target.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

const ways = [
  'write',
  'append',
  'link',
  'link-folder',
  'move-out',
  'pipe',
  'remove',
  'flip',
] as const
const targets = ['SECRET', 'VAULT/.git', 'VAULT', 'SAME', 'VAULT/.git/objects']

type Change = {
  readonly at: string
  readonly how: (typeof ways)[number]
  readonly text: string
  readonly target: string
  readonly byte: number
}
type Made = { readonly changes: readonly Change[]; readonly stray: boolean }

const block =
  'git status\ngit diff\ngit diff HEAD\ngit diff --cached --stat\nrg -n bee\ngrep -rn bee docs\nls -la *\ncat a.txt docs/*'

/** A tree with a crafted `.git`: nothing outside is printed or changed, and every command is answered. */
export const craftedTree: Target = {
  share: 0.025,
  open() {
    const base = makeCraftedRepository()
    return {
      make: (random) => encoder.encode(JSON.stringify(madeChanges(random))),
      check: (input) => explored(base, JSON.parse(decoder.decode(input))),
      close: () => rmSync(base.parent, { recursive: true, force: true }),
    }
  },
}

function madeChanges(random: Random): Made {
  const changes = Array.from({ length: 1 + Math.floor(random() * 4) }, () => ({
    at: pick(pieces.places, random),
    how: pick(ways, random),
    text: oneOf(random, [
      [1, () => refText(random)],
      [1, () => pathText(random)],
      [1, () => pick(pieces.treeTexts, random)],
    ]),
    target: pick(targets, random),
    byte: Math.floor(random() * 4000),
  }))
  return { changes, stray: random() < 0.5 }
}

async function explored(base: CraftedRepository, { changes, stray }: Made): Promise<string> {
  const repo = freshCopy(base)
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
  must(!said.includes(base.secret), 'what lies outside was printed')
  must(!said.includes('not-checkable'), 'a command was not checked')
  const touched = changedPaths(before, await fingerprintTree(outside))
  must(touched.length === 0, `outside, ${touched.join(', ')} changed`)
  return outcomes[0]?.kind === 'refused' ? 'git refused' : 'git ran'
}

/** A copy of the repository and of what lies beside it: a change may write through a link it made. */
function freshCopy(base: CraftedRepository): CraftedRepository {
  const parent = join(base.parent, 'fuzzed')
  rmSync(parent, { recursive: true, force: true })
  const [root, outside] = [join(parent, 'repo'), join(parent, 'outside')]
  cpSync(base.root, root, { recursive: true, verbatimSymlinks: true })
  cpSync(base.outside, outside, { recursive: true, verbatimSymlinks: true })
  const [dotGit, vault] = [join(root, '.git'), join(outside, 'vault')]
  return { ...base, parent, root, outside, dotGit, vault }
}

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
