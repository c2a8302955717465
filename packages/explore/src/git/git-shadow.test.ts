import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hasProgram } from '../hostile-repository-fixture.contract.js'
import { openExecutor } from '../run/guarded-executor.js'
import { defaultLimits } from '../run/limits.js'

let parent: string
let root: string

function git(cwd: string, ...args: string[]): void {
  const env = { PATH: process.env['PATH'], HOME: parent, GIT_CONFIG_NOSYSTEM: '1' }
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
    cwd,
    env,
    stdio: 'ignore',
  })
}

async function ask(tree: string, command: string) {
  const executor = openExecutor({
    root: realpathSync(tree),
    allowed: ['git'],
    limits: { ...defaultLimits, outputBytes: 100_000 },
    signal: new AbortController().signal,
  })
  try {
    const [outcome] = await executor.run(command)
    if (outcome?.kind === 'ran') return outcome.result.stdout
    return outcome?.kind === 'refused' ? outcome.refused : outcome
  } finally {
    executor.close()
  }
}

describe.skipIf(!hasProgram('git'))('git on a copy of the repository state', () => {
  beforeEach(() => {
    parent = realpathSync(mkdtempSync(join(tmpdir(), 'git-shadow-')))
    root = join(parent, 'repo')
    mkdirSync(root)
    git(root, 'init', '-q', '-b', 'main')
    writeFileSync(join(root, 'a.txt'), 'one\n')
    git(root, 'add', '.')
    git(root, 'commit', '-q', '-m', 'one')
    writeFileSync(join(root, 'a.txt'), 'two\n')
  })
  afterEach(() => rmSync(parent, { recursive: true, force: true }))

  it('sees changes, staged changes, branches and packed refs as they are', async () => {
    expect(await ask(root, 'git status -s')).toBe(' M a.txt\n')
    git(root, 'add', '.')
    expect(await ask(root, 'git status -s')).toBe('M  a.txt\n')
    git(root, 'commit', '-q', '-m', 'two')
    git(root, 'branch', 'side', 'HEAD~1')
    git(root, 'pack-refs', '--all')
    expect(await ask(root, 'git diff --name-status side main')).toBe('M\ta.txt\n')
    expect(await ask(root, 'git status')).toContain('On branch main')
  })

  it('notices a change of the same size in the same second', async () => {
    git(root, 'add', '.')
    writeFileSync(join(root, 'a.txt'), 'owt\n')
    expect(await ask(root, 'git status -s')).toBe('MM a.txt\n')
  })

  it('leaves out what .gitignore and info/exclude name', async () => {
    writeFileSync(join(root, '.gitignore'), 'x\n')
    writeFileSync(join(root, 'x'), '')
    writeFileSync(join(root, 'y'), '')
    appendFileSync(join(root, '.git/info/exclude'), 'y\n')
    expect(await ask(root, 'git status -s')).toBe(' M a.txt\n?? .gitignore\n')
  })

  it('follows a linked worktree that its repository knows', async () => {
    const tree = join(parent, 'tree')
    git(root, 'worktree', 'add', '-q', tree)
    writeFileSync(join(tree, 'b.txt'), '')
    expect(await ask(tree, 'git status -s')).toBe('?? b.txt\n')
  })

  it('refuses a .git file that names a repository which does not know the tree', async () => {
    const thief = join(parent, 'thief')
    mkdirSync(thief)
    writeFileSync(join(thief, '.git'), `gitdir: ${join(root, '.git')}\n`)
    expect(await ask(thief, 'git diff HEAD')).toMatchObject({ code: 'link-outside' })
  })

  it('refuses a .git that is a link, and one that names another as its own', async () => {
    const thief = join(parent, 'thief')
    mkdirSync(thief)
    symlinkSync(join(root, '.git'), join(thief, '.git'))
    expect(await ask(thief, 'git diff HEAD')).toMatchObject({ code: 'link-outside' })
    writeFileSync(join(root, '.git/commondir'), '/somewhere\n')
    expect(await ask(root, 'git diff HEAD')).toMatchObject({ code: 'repository' })
  })

  it('refuses objects that lie elsewhere', async () => {
    const objects = join(root, '.git/objects')
    writeFileSync(join(objects, 'info/alternates'), `${join(parent, 'elsewhere')}\n`)
    expect(await ask(root, 'git diff HEAD')).toMatchObject({ code: 'link-outside' })
    rmSync(join(objects, 'info/alternates'))
    renameSync(objects, join(parent, 'elsewhere'))
    symlinkSync(join(parent, 'elsewhere'), objects)
    expect(await ask(root, 'git diff HEAD')).toMatchObject({ code: 'link-outside' })
  })

  it('says so where there is no repository', async () => {
    const bare = join(parent, 'bare')
    mkdirSync(bare)
    expect(await ask(bare, 'git status')).toMatchObject({ code: 'repository' })
  })

  it('keeps settings that change what is seen and drops those that could start something', async () => {
    git(root, 'config', 'core.autocrlf', 'true')
    git(root, 'config', 'core.fsmonitor', join(parent, 'run'))
    writeFileSync(join(root, 'a.txt'), 'one\r\n')
    expect(await ask(root, 'git diff --stat')).toBe('')
  })

  it('does not touch the index, not even its time', async () => {
    const before = readFileSync(join(root, '.git/index'))
    writeFileSync(join(root, 'a.txt'), 'one\n') // same content, new time: git would like to refresh
    expect(await ask(root, 'git status -s')).toBe('')
    expect(await ask(root, 'git diff')).toBe('')
    expect(readFileSync(join(root, '.git/index')).equals(before)).toBe(true)
  })

  it('fetches nothing for an object that is missing', async () => {
    const marker = join(parent, 'fetched')
    git(root, 'config', 'remote.origin.url', `ext::touch ${marker}`)
    git(root, 'config', 'remote.origin.promisor', 'true')
    git(root, 'config', 'extensions.partialClone', 'origin')
    git(root, 'config', 'protocol.ext.allow', 'always')
    const [blob = ''] = execFileSync('git', ['ls-tree', 'HEAD', 'a.txt'], {
      cwd: root,
      encoding: 'utf8',
    })
      .split(/\s+/u)
      .slice(2)
    rmSync(join(root, '.git/objects', blob.slice(0, 2), blob.slice(2)), { force: true })
    expect(await ask(root, 'git diff')).not.toContain('two')
    expect(() => readFileSync(marker)).toThrow('ENOENT')
  })
})
