import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Refused } from '../guard/refusal.js'
import type { Scratch } from '../run/scratch.js'
import { bytePath, openable } from '../tree/byte-path.js'
import { entryAt } from '../tree/entry-at.js'
import { openPacer } from '../tree/pacer.js'
import { checkObjects } from './check-objects.js'
import { checkTree } from './check-tree.js'
import { writeIndex, type HashName, type IndexEntry } from './git-index.js'
import { findGitPlaces, type GitPlaces } from './git-places.js'
import { readIndex } from './read-index.js'
import { readPlain, readPlainText } from './read-plain.js'
import { isObjectId, readRefs, readRefValue } from './read-refs.js'
import { readSettings } from './read-settings.js'
import { shadowConfig, shadowEnvironment } from './shadow-config.js'
import { Untrusted } from './untrusted.js'

/** What is added to a git command so that it runs on the copy. */
export type GitShadow = {
  readonly kind: 'shadow'
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Directories outside the tree that git has to read. */
  readonly reads: readonly string[]
}

export type ShadowSettings = {
  /** Real, absolute path of the tree. */
  readonly root: string
  readonly scratch: Scratch
  /** Absolute path of the program. */
  readonly git: string
  readonly signal: AbortSignal
}

const states = ['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'ORIG_HEAD'] as const
const largestIndex = 256 * 1024 * 1024

/**
 * Makes a second git directory, outside the tree, from checked parts of the real one: HEAD, refs and
 * index are read, checked and written anew; the folders of objects are borrowed after each was seen
 * to hold plain files only; of the configuration a few harmless settings are kept. Nothing else of
 * the real one exists for git: no filter, driver, hook, monitor, alias, include, remote, pager,
 * replacement, graft, attribute file, list of other object stores or second index.
 *
 * @throws the signal's reason once it is aborted.
 */
export async function makeGitShadow(settings: ShadowSettings): Promise<GitShadow | Refused> {
  const places = findGitPlaces(settings.root)
  if (places.kind === 'refused') return places
  try {
    return await rebuild(settings, places)
  } catch (error) {
    if (error instanceof Untrusted) return error.refused
    throw error
  }
}

async function rebuild(
  { root, scratch, git, signal }: ShadowSettings,
  { own, common }: GitPlaces,
): Promise<GitShadow> {
  const { hash, values } = await readSettings(common, scratch, git, signal)
  const pacer = openPacer(signal)
  await checkTree(root, [root, common], pacer)
  const shadow = join(scratch.path, 'git')
  for (const folder of ['objects', 'refs', 'info']) {
    mkdirSync(join(shadow, folder), { recursive: true })
  }
  for (const folder of await checkObjects(common, pacer)) {
    symlinkSync(join(common, 'objects', folder), join(shadow, 'objects', folder))
  }
  writeFileSync(join(shadow, 'config'), shadowConfig(hash, values))
  writeHead(own, shadow, hash)
  writeRefs(common, shadow, hash)
  const index = readPlain(join(own, 'index'), '.git/index', largestIndex)
  if (index !== null) {
    const entries = readIndex(index, hash).map((entry) => asInTree(root, entry))
    writeFileSync(join(shadow, 'index'), writeIndex(entries, hash))
  }
  const exclude = readPlainText(join(common, 'info/exclude'), '.git/info/exclude', 1024 * 1024)
  if (exclude !== null) writeFileSync(join(shadow, 'info/exclude'), exclude)
  return {
    kind: 'shadow',
    args: ['--no-pager', '--no-optional-locks'],
    env: shadowEnvironment(shadow, root),
    reads: [shadow, join(common, 'objects')],
  }
}

/** A file said to be left out of the checkout is none when it is there: the mark would hide its changes. */
function asInTree(root: string, entry: IndexEntry): IndexEntry {
  if (!entry.skipWorktree) return entry
  const full = openable(`${bytePath(root)}/${entry.path.toString('latin1')}`)
  return entryAt(full) !== null ? { ...entry, skipWorktree: false } : entry
}

function writeHead(own: string, shadow: string, hash: HashName): void {
  const head = readRefValue(readPlainText(join(own, 'HEAD'), '.git/HEAD') ?? '', hash)
  if (head === null) throw new Untrusted('.git/HEAD names neither a branch nor a commit')
  writeFileSync(join(shadow, 'HEAD'), head.kind === 'id' ? `${head.id}\n` : `ref: ${head.to}\n`)
  for (const name of states) {
    const text = readPlainText(join(own, name), `.git/${name}`, 1024 * 1024)
    if (text === null) continue
    writeFileSync(join(shadow, name), idLines(text, `.git/${name}`, hash))
  }
}

function writeRefs(common: string, shadow: string, hash: HashName): void {
  const { ids, links } = readRefs(common, hash)
  const packed = [...ids].toSorted(([a], [b]) => (a < b ? -1 : 1))
  writeFileSync(join(shadow, 'packed-refs'), packed.map(([name, id]) => `${id} ${name}\n`).join(''))
  for (const [name, to] of links) {
    mkdirSync(join(shadow, name, '..'), { recursive: true })
    writeFileSync(join(shadow, name), `ref: ${to}\n`)
  }
  const shallow = readPlainText(join(common, 'shallow'), '.git/shallow', 16 * 1024 * 1024)
  if (shallow !== null)
    writeFileSync(join(shadow, 'shallow'), idLines(shallow, '.git/shallow', hash))
}

/** A file of ids, one a line, written anew. */
function idLines(text: string, what: string, hash: HashName): string {
  const lines = text.split('\n').filter((line) => line !== '')
  const odd = lines.findIndex((line) => !isObjectId(line, hash))
  if (odd !== -1) throw new Untrusted(`${what}:${odd + 1} is no id of an object`)
  return lines.map((line) => `${line}\n`).join('')
}
