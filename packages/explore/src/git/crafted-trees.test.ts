import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hasProgram } from '../hostile-repository-fixture.contract.js'
import { openExecutor, type StepOutcome } from '../run/guarded-executor.js'
import { defaultLimits } from '../run/limits.js'
import {
  appendConfig,
  changeIndex,
  claimUnchanged,
  craftIndex,
  git,
  makeCraftedRepository,
  objectPath,
  pointAtVault,
  vaultObjects,
  type CraftedRepository,
} from './crafted-repository-fixture.contract.js'

let repo: CraftedRepository
beforeEach(() => {
  repo = makeCraftedRepository()
})
afterEach(() => rmSync(repo.parent, { recursive: true, force: true }))

const looks = [
  'git status',
  'git status -s',
  'git diff',
  'git diff HEAD',
  'git diff --cached',
  'git diff --stat',
]

/** Without a second wall: what is shown here the first one does alone. */
async function look(commands: readonly string[] = looks): Promise<StepOutcome[]> {
  const executor = openExecutor({
    root: repo.root,
    allowed: ['git', 'rg', 'ls', 'cat', 'grep', 'find'],
    limits: { ...defaultLimits, timeMs: 5_000 },
    signal: new AbortController().signal,
    walls: [],
  })
  try {
    return await executor.run(commands.join('\n'))
  } finally {
    executor.close()
  }
}

function refusedAs(outcomes: readonly StepOutcome[]): unknown[] {
  return outcomes.map((outcome) => (outcome.kind === 'refused' ? outcome.refused.code : outcome))
}

function printed(outcomes: readonly StepOutcome[]): string {
  return outcomes
    .map((outcome) => (outcome.kind === 'ran' ? outcome.result.stdout + outcome.result.stderr : ''))
    .join('')
}

type Case = readonly [what: string, craft: (repo: CraftedRepository) => void]

const links = (at: string, to: string): void => {
  rmSync(at, { recursive: true, force: true })
  symlinkSync(to, at)
}
const moveOut = (at: string, to: string): void => {
  renameSync(at, to)
  symlinkSync(to, at)
}
const alternates = (text: string): ((repo: CraftedRepository) => void) => {
  return (one) => {
    pointAtVault(one)
    const file = join(one.dotGit, 'objects/info/alternates')
    writeFileSync(file, text.replaceAll('VAULT', join(one.vault, '.git/objects')))
  }
}
const write = (path: string, text: string): ((repo: CraftedRepository) => void) => {
  return ({ dotGit }) => writeFileSync(join(dotGit, path), text)
}
const toSecret = (path: string): ((repo: CraftedRepository) => void) => {
  return ({ root, outside }) => links(join(root, path), join(outside, 'secret.txt'))
}

const refusedTrees: readonly Case[] = [
  ['an index entry that is absolute', (one) => craftIndex(one, join(one.outside, 'secret.txt'))],
  ['an index entry one above', (one) => craftIndex(one, '../outside/secret.txt')],
  ['an index entry above by a detour', (one) => craftIndex(one, 'docs/../../outside/secret.txt')],
  ['an index entry of the git directory', (one) => craftIndex(one, '.git/config')],
  ['an index entry .GIT', (one) => craftIndex(one, 'docs/.GIT/config')],
  ['an index entry git~1', (one) => craftIndex(one, 'git~1/config')],
  ['an index entry .git with a joiner inside', (one) => craftIndex(one, '.g\u200Cit/config')],
  ['an index entry with an empty part', (one) => craftIndex(one, 'docs//b.txt')],
  ['an index entry with a dot', (one) => craftIndex(one, './a.txt')],
  ['index entries out of order', (one) => craftIndex(one, 'b', 'a')],
  ['an index entry twice', (one) => craftIndex(one, 'a', 'a')],
  ['an index entry below a file', (one) => craftIndex(one, 'a', 'a/b')],
  ['an index with a wrong checksum', ({ dotGit }) => appendFileSync(join(dotGit, 'index'), 'x')],
  [
    'an index that is cut off',
    ({ dotGit }) => changeIndex(dotGit, (bytes) => bytes.subarray(0, 90)),
  ],
  [
    'an index of a billion files',
    ({ dotGit }) => changeIndex(dotGit, (b) => void b.writeUInt32BE(1e9, 8)),
  ],
  ['an index of version 9', ({ dotGit }) => changeIndex(dotGit, (b) => void b.writeUInt32BE(9, 4))],
  [
    'an index with an unknown mode',
    ({ dotGit }) => changeIndex(dotGit, (b) => void b.writeUInt32BE(0o60644, 36)),
  ],
  [
    'an index of version 4 that climbs by its shortening',
    (one) => {
      craftIndex(one, 'x')
      changeIndex(one.dotGit, (bytes) => {
        bytes.writeUInt32BE(4, 4)
        return Buffer.concat([
          bytes.subarray(0, 74),
          Buffer.from('\u0000../outside/secret.txt\u0000'),
        ])
      })
    },
  ],
  [
    'an index that depends on a second one',
    (one) => {
      craftIndex(one, join(one.outside, 'secret.txt'))
      const id = readFileSync(join(one.dotGit, 'index')).subarray(-20)
      renameSync(join(one.dotGit, 'index'), join(one.dotGit, `sharedindex.${id.toString('hex')}`))
      craftIndex(one)
      const size = Buffer.alloc(4)
      size.writeUInt32BE(20)
      changeIndex(one.dotGit, (bytes) => Buffer.concat([bytes, Buffer.from('link'), size, id]))
    },
  ],
  [
    'an index that is a link',
    (one) => moveOut(join(one.dotGit, 'index'), join(one.outside, 'index')),
  ],
  [
    'an index that is a pipe',
    ({ dotGit }) => {
      rmSync(join(dotGit, 'index'))
      execFileSync('mkfifo', [join(dotGit, 'index')])
    },
  ],
  ['alternates', alternates('VAULT\n')],
  ['alternates in quotes', alternates('"VAULT"\n')],
  [
    'alternates in quotes with escapes',
    (one) => {
      const path = join(one.vault, '.git/objects').replaceAll('/', String.raw`\057`)
      alternates(`"${path}"\n`)(one)
    },
  ],
  ['alternates after a comment', alternates('# none\n\nVAULT\n')],
  ['alternates by a relative way', alternates('../../../outside/vault/.git/objects\n')],
  [
    'alternates by way of alternates inside',
    (one) => {
      alternates('../more\n')(one)
      mkdirSync(join(one.dotGit, 'more/info'), { recursive: true })
      writeFileSync(join(one.dotGit, 'more/info/alternates'), `${one.vault}/.git/objects\n`)
    },
  ],
  [
    'alternates that lead inside, to a link',
    (one) => {
      alternates('../more\n')(one)
      symlinkSync(join(one.vault, '.git/objects'), join(one.dotGit, 'more'))
    },
  ],
  [
    'alternates that are a link',
    (one) => {
      pointAtVault(one)
      writeFileSync(join(one.outside, 'list'), `${one.vault}/.git/objects\n`)
      symlinkSync(join(one.outside, 'list'), join(one.dotGit, 'objects/info/alternates'))
    },
  ],
  [
    'a folder of alternates that is a link',
    (one) => {
      pointAtVault(one)
      mkdirSync(join(one.outside, 'info'))
      writeFileSync(join(one.outside, 'info/alternates'), `${one.vault}/.git/objects\n`)
      links(join(one.dotGit, 'objects/info'), join(one.outside, 'info'))
    },
  ],
  [
    'linked objects',
    (one) => {
      pointAtVault(one)
      for (const id of vaultObjects(one)) {
        const at = join(one.dotGit, 'objects', objectPath(id))
        mkdirSync(join(at, '..'), { recursive: true })
        links(at, join(one.vault, '.git/objects', objectPath(id)))
      }
    },
  ],
  [
    'linked folders of objects',
    (one) => {
      pointAtVault(one)
      for (const id of vaultObjects(one)) {
        const folder = id.slice(0, 2)
        links(join(one.dotGit, 'objects', folder), join(one.vault, '.git/objects', folder))
      }
    },
  ],
  [
    'a linked object store',
    (one) => {
      pointAtVault(one)
      links(join(one.dotGit, 'objects'), join(one.vault, '.git/objects'))
    },
  ],
  [
    'a linked folder of packs',
    (one) => {
      pointAtVault(one)
      git(one.vault, 'repack', '-adq')
      links(join(one.dotGit, 'objects/pack'), join(one.vault, '.git/objects/pack'))
    },
  ],
  [
    'linked packs',
    (one) => {
      pointAtVault(one)
      git(one.vault, 'repack', '-adq')
      const pack = join(one.vault, '.git/objects/pack')
      for (const name of execFileSync('ls', [pack], { encoding: 'utf8' }).trim().split('\n')) {
        symlinkSync(join(pack, name), join(one.dotGit, 'objects/pack', name))
      }
    },
  ],
  [
    'a pack that is a pipe',
    ({ dotGit }) => {
      execFileSync('mkfifo', [join(dotGit, `objects/pack/pack-${'a'.repeat(40)}.idx`)])
    },
  ],
  [
    'a linked ref',
    ({ dotGit, vault }) =>
      links(join(dotGit, 'refs/heads/main'), join(vault, '.git/refs/heads/main')),
  ],
  [
    'a linked folder of refs',
    ({ dotGit, vault }) => links(join(dotGit, 'refs/heads'), join(vault, '.git/refs/heads')),
  ],
  ['linked refs', ({ dotGit, vault }) => links(join(dotGit, 'refs'), join(vault, '.git/refs'))],
  [
    'a ref that is a pipe',
    ({ dotGit }) => void execFileSync('mkfifo', [join(dotGit, 'refs/heads/side')]),
  ],
  ['a ref that holds a text', write('refs/heads/side', 'ref: ../../../outside/secret.txt\n')],
  ['linked packed refs', toSecret('.git/packed-refs')],
  ['packed refs that hold a text', write('packed-refs', 'hello there\n')],
  ['packed refs with a name that climbs', write('packed-refs', `${'a'.repeat(40)} refs/../x\n`)],
  ['a linked HEAD', toSecret('.git/HEAD')],
  ['a HEAD that leads out', write('HEAD', 'ref: refs/../../../outside/secret.txt\n')],
  ['a HEAD that names another file', write('HEAD', 'ref: config\n')],
  ['a linked list of where history ends', toSecret('.git/shallow')],
  ['a list of where history ends that holds a text', write('shallow', 'hello\n')],
  ['a linked MERGE_HEAD', toSecret('.git/MERGE_HEAD')],
  ['a linked exclude file', toSecret('.git/info/exclude')],
  ['a linked configuration', toSecret('.git/config')],
  ['a configuration that is none', write('config', '[core\n')],
  ['refs of another make', (one) => appendConfig(one, '[extensions]\n\trefStorage = reftable\n')],
  ['objects of another make', (one) => appendConfig(one, '[extensions]\n\tobjectFormat = md5\n')],
  [
    'another directory named as its own',
    ({ dotGit, vault }) => writeFileSync(join(dotGit, 'commondir'), join(vault, '.git')),
  ],
  ['a .git that is a link', ({ dotGit, vault }) => links(dotGit, join(vault, '.git'))],
  [
    'a .git that names another repository',
    ({ dotGit, vault }) => {
      rmSync(dotGit, { recursive: true })
      writeFileSync(dotGit, `gitdir: ${join(vault, '.git')}\n`)
    },
  ],
  [
    'a .git that names one inside, which borrows from another',
    (one) => {
      const inner = join(one.root, 'evil/worktrees/x')
      mkdirSync(inner, { recursive: true })
      cpSync(join(one.vault, '.git/HEAD'), join(inner, 'HEAD'))
      writeFileSync(join(inner, 'gitdir'), join(one.root, '.git'))
      writeFileSync(join(inner, 'commondir'), join(one.vault, '.git'))
      rmSync(one.dotGit, { recursive: true })
      writeFileSync(one.dotGit, 'gitdir: evil/worktrees/x\n')
    },
  ],
  ['linked attributes', toSecret('.gitattributes')],
  ['linked rules of what to ignore, deep inside', toSecret('docs/.gitignore')],
  ['linked names of submodules', toSecret('.gitmodules')],
  [
    'rules of what to ignore that are a pipe',
    ({ root }) => void execFileSync('mkfifo', [join(root, '.gitignore')]),
  ],
  [
    'a repository inside that is a link',
    ({ root, vault }) => {
      mkdirSync(join(root, 'sub'))
      symlinkSync(join(vault, '.git'), join(root, 'sub/.git'))
    },
  ],
  [
    'a repository inside that names one outside',
    ({ root, vault }) => {
      mkdirSync(join(root, 'sub'))
      writeFileSync(join(root, 'sub/.git'), `gitdir: ${join(vault, '.git')}\n`)
    },
  ],
  [
    'a repository inside that shares with one outside',
    ({ root, vault }) => {
      mkdirSync(join(root, 'sub/.git'), { recursive: true })
      writeFileSync(join(root, 'sub/.git/commondir'), join(vault, '.git'))
    },
  ],
]

describe.skipIf(!hasProgram('git'))('a crafted tree', () => {
  it.each(refusedTrees)('is refused to git: %s', async (_, craft) => {
    craft(repo)
    const outcomes = await look()
    expect(JSON.stringify(outcomes)).not.toContain(repo.secret)
    const codes = refusedAs(outcomes)
    expect(codes).toEqual(looks.map(() => expect.stringMatching(/^[a-z-]+$/u)))
    expect(codes).not.toContain('not-checkable')
  })

  it('has its untouched form read as it is', async () => {
    const [, status, diff] = await look()
    expect(status).toMatchObject({ kind: 'ran', result: { stdout: ' M a.txt\n' } })
    expect(printed(diff === undefined ? [] : [diff])).toContain('-one\n+two\n')
  })

  it('cannot have a file behind a link taken for one that was looked at', async () => {
    symlinkSync(repo.outside, join(repo.root, 'behind'))
    craftIndex(repo, 'behind/secret.txt')
    claimUnchanged(repo, join(repo.outside, 'secret.txt'))
    const outcomes = await look()
    expect(printed(outcomes)).not.toContain(repo.secret)
    expect(printed(outcomes)).toContain('+three')
  })

  it('cannot hide a change by what its index remembers', async () => {
    craftIndex(repo, 'a.txt')
    claimUnchanged(repo, join(repo.root, 'a.txt'))
    utimesSync(
      join(repo.dotGit, 'index'),
      new Date(Date.now() + 60_000),
      new Date(Date.now() + 60_000),
    )
    expect(printed(await look(['git diff']))).toContain('+two')
  })

  it.each(['--assume-unchanged', '--skip-worktree'])('cannot hide a change by %s', async (mark) => {
    git(repo.root, 'update-index', mark, 'a.txt')
    expect(printed(await look(['git diff']))).toContain('+two')
  })

  it('cannot tell another story by replacements and grafts', async () => {
    const [id, other] = [
      git(repo.root, 'rev-parse', 'HEAD:a.txt'),
      git(repo.root, 'rev-parse', 'HEAD:docs/b.txt'),
    ]
    git(repo.root, 'replace', id, other)
    writeFileSync(join(repo.dotGit, 'info/grafts'), `${git(repo.root, 'rev-parse', 'HEAD')}\n`)
    const text = printed(await look(['git diff']))
    expect(text).toContain('-one\n+two\n')
    expect(text).not.toContain('graft')
  })

  it('cannot start a program by attributes of its git directory, its worktree or its submodules', async () => {
    const marker = join(repo.outside, 'started')
    writeFileSync(join(repo.root, 'run.sh'), `#!/bin/sh\ntouch ${marker}\n`, { mode: 0o755 })
    const run = join(repo.root, 'run.sh')
    writeFileSync(join(repo.dotGit, 'info/attributes'), '* filter=evil diff=evil\n')
    appendConfig(
      repo,
      `[core]\n\tfsmonitor = ${run}\n\tworktree = ${repo.outside}\n[extensions]\n\tworktreeConfig = true\n`,
    )
    writeFileSync(
      join(repo.dotGit, 'config.worktree'),
      `[filter "evil"]\n\tclean = ${run}\n[diff "evil"]\n\ttextconv = ${run}\n\tcommand = ${run}\n`,
    )
    writeFileSync(
      join(repo.root, '.gitmodules'),
      `[submodule "x"]\n\tpath = docs\n\tupdate = !${run}\n`,
    )
    const outcomes = await look()
    expect(printed(outcomes)).toContain('+two')
    expect(printed(outcomes)).not.toContain(repo.secret)
    expect(() => readFileSync(marker)).toThrow('ENOENT')
  })

  it('keeps a repository inside to itself where it is whole', async () => {
    cpSync(repo.vault, join(repo.root, 'sub'), { recursive: true })
    expect(printed(await look(['git status -s']))).toBe(' M a.txt\n?? sub/\n')
  })

  it('does not say of a name outside whether it is there', async () => {
    const outcomes = await look([
      'git diff HEAD:../outside/secret.txt',
      'git diff HEAD:docs/../../x',
    ])
    expect(refusedAs(outcomes)).toEqual(['path-outside', 'path-outside'])
  })

  it.skipIf(!hasProgram('rg')).each(['.ignore', '.rgignore', '.gitignore', 'docs/.ignore'])(
    'cannot have rg quote a file outside by way of %s',
    async (name) => {
      toSecret(name)(repo)
      const outcomes = await look(['rg -n bee', 'rg --files'])
      expect(printed(outcomes)).not.toContain(repo.secret)
      expect(printed(outcomes)).toContain('b.txt')
    },
  )
})
