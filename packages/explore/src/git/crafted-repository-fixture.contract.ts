import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeIndex, type IndexEntry } from './git-index.js'

/** A repository to be crafted, beside files and a repository of somebody else. */
export type CraftedRepository = {
  readonly parent: string
  /** Holds `a.txt` ("two", committed as "one") and `docs/b.txt`. */
  readonly root: string
  readonly dotGit: string
  /** Holds `secret.txt` and the repository `vault`, where the secret is committed. */
  readonly outside: string
  readonly vault: string
  readonly secret: string
}

/** What a new one consists of. Kept, since making it takes git longer than most tests take. */
let pristine: readonly Piece[] | null = null
/** A file with its content, or a folder. */
type Piece = { readonly path: string; readonly content: Buffer | null }

const theSecret = 'the-secret-of-the-outside'

export function makeCraftedRepository(): CraftedRepository {
  pristine ??= committed()
  const parent = emptyFolder()
  for (const { path, content } of pristine) {
    if (content === null) mkdirSync(join(parent, path))
    else writeFileSync(join(parent, path), content)
  }
  const [root, outside] = [join(parent, 'repo'), join(parent, 'outside')]
  git(root, 'update-index', '-q', '--refresh')
  writeFileSync(join(root, 'a.txt'), 'two\n')
  const [dotGit, vault] = [join(root, '.git'), join(outside, 'vault')]
  return { parent, root, dotGit, outside, vault, secret: theSecret }
}

function committed(): readonly Piece[] {
  const parent = emptyFolder()
  const [root, vault] = [join(parent, 'repo'), join(parent, 'outside/vault')]
  mkdirSync(join(root, 'docs'), { recursive: true })
  mkdirSync(vault, { recursive: true })
  writeFileSync(join(parent, 'outside/secret.txt'), `${theSecret} [z-a {\n`)
  writeFileSync(join(vault, 'secret.txt'), `${theSecret}\n`)
  writeFileSync(join(root, 'a.txt'), 'one\n')
  writeFileSync(join(root, 'docs/b.txt'), 'bee\n')
  for (const directory of [root, vault]) {
    git(directory, 'init', '-q', '-b', 'main')
    git(directory, 'add', '.')
    git(directory, 'commit', '-q', '-m', 'one')
  }
  const pieces = readdirSync(parent, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((path) => ({
      path,
      content: statSync(join(parent, path)).isFile() ? readFileSync(join(parent, path)) : null,
    }))
  rmSync(parent, { recursive: true })
  return pieces
}

function emptyFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'explore-crafted-')))
}

export function git(cwd: string, ...args: readonly string[]): string {
  const env = { PATH: process.env['PATH'], HOME: cwd, GIT_CONFIG_NOSYSTEM: '1' }
  return execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
    cwd,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim()
}

/** Name of a blob, below `objects`. */
export function objectPath(id: string): string {
  return `${id.slice(0, 2)}/${id.slice(2)}`
}

/** Puts an index in place whose entries bear these names, all of a content that no commit holds: "three". */
export function craftIndex({ root, dotGit }: CraftedRepository, ...paths: readonly string[]): void {
  writeFileSync(
    join(dotGit, 'index'),
    writeIndex(
      paths.map((path) => entry(root, path)),
      'sha1',
    ),
  )
}

function entry(root: string, path: string): IndexEntry {
  const blob = execFileSync('git', ['hash-object', '-w', '--stdin'], {
    cwd: root,
    input: 'three\n',
  })
  const objectId = Buffer.from(blob.toString().trim(), 'hex')
  const plain = { stage: 0, skipWorktree: false, intentToAdd: false }
  return { path: Buffer.from(path), mode: 0o100644, objectId, ...plain }
}

/** Makes the index's first entry claim that `file` was looked at and is what it names. */
export function claimUnchanged({ dotGit }: CraftedRepository, file: string): void {
  changeIndex(dotGit, (bytes) => {
    const { ctimeNs, mtimeNs, dev, ino, uid, gid, size } = lstatSync(file, { bigint: true })
    const second = 1_000_000_000n
    const facts = [ctimeNs / second, ctimeNs % second, mtimeNs / second, mtimeNs % second, dev, ino]
    for (const [index, fact] of facts.entries()) {
      bytes.writeUInt32BE(Number(fact & 0xffff_ffffn), 12 + index * 4)
    }
    for (const [index, fact] of [uid, gid, size].entries()) {
      bytes.writeUInt32BE(Number(fact & 0xffff_ffffn), 12 + 28 + index * 4)
    }
  })
}

/** Changes an index's bytes and makes its checksum right again. */
export function changeIndex(dotGit: string, change: (bytes: Buffer) => Buffer | void): void {
  const path = join(dotGit, 'index')
  const bytes = readFileSync(path).subarray(0, -20)
  const changed = change(bytes) ?? bytes
  writeFileSync(path, Buffer.concat([changed, createHash('sha1').update(changed).digest()]))
}

/** Lets the branch name the commit of the vault, whose objects are not here. */
export function pointAtVault({ dotGit, vault }: CraftedRepository): void {
  writeFileSync(join(dotGit, 'refs/heads/main'), `${git(vault, 'rev-parse', 'HEAD')}\n`)
}

/** The ids of everything the vault holds. */
export function vaultObjects({ vault }: CraftedRepository): string[] {
  return ['HEAD', 'HEAD^{tree}', 'HEAD:secret.txt'].map((name) => git(vault, 'rev-parse', name))
}

export function appendConfig({ dotGit }: CraftedRepository, text: string): void {
  appendFileSync(join(dotGit, 'config'), text)
}
