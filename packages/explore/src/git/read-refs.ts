import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { entryAt } from '../tree/entry-at.js'
import type { HashName } from './git-index.js'
import { readPlain } from './read-plain.js'
import { Untrusted } from './untrusted.js'

/** The names a repository gives to commits: an id in hex, or the name of another ref. */
export type Refs = {
  readonly ids: ReadonlyMap<string, string>
  readonly links: ReadonlyMap<string, string>
}

export type RefValue =
  { readonly kind: 'id'; readonly id: string } | { readonly kind: 'link'; readonly to: string }

const mostRefs = 20_000
const largestPacked = 64 * 1024 * 1024

/**
 * Reads packed and loose refs into one list, every name and value checked.
 *
 * @param common The repository's directory, as `GitPlaces.common`.
 * @throws {Untrusted} for a link, a pipe, or a value that is neither an id nor a name.
 */
export function readRefs(common: string, hash: HashName): Refs {
  const ids = readPackedRefs(
    readPlain(join(common, 'packed-refs'), '.git/packed-refs', largestPacked),
    hash,
  )
  const links = new Map<string, string>()
  for (const name of looseNames(common)) {
    if (!isRefName(name)) continue // git leaves it out as well: `main.lock`, `.DS_Store`
    const what = `.git/${name}`
    const value = readRefValue(
      readPlain(join(common, name), what, 4_096)?.toString('utf8') ?? '',
      hash,
    )
    if (value === null) throw new Untrusted(`${what} holds neither an id nor the name of a ref`)
    if (value.kind === 'id') ids.set(name, value.id)
    else {
      ids.delete(name)
      links.set(name, value.to)
    }
  }
  return { ids, links }
}

/** What a ref's file says; null when it says anything else. */
export function readRefValue(text: string, hash: HashName): RefValue | null {
  const plain = text.replace(/[ \t\r\n]+$/u, '')
  if (isObjectId(plain, hash)) return { kind: 'id', id: plain }
  const to = /^ref:[ \t]*(refs\/.*)$/u.exec(plain)?.[1]
  return to !== undefined && isRefName(to) ? { kind: 'link', to } : null
}

/** @throws {Untrusted} at the first line that git would not have written. */
export function readPackedRefs(bytes: Buffer | null, hash: HashName): Map<string, string> {
  const ids = new Map<string, string>()
  if (bytes === null) return ids
  for (const [index, line] of bytes.toString('utf8').split('\n').entries()) {
    if (line === '' || line.startsWith('#')) continue
    const odd = new Untrusted(`.git/packed-refs:${index + 1} is no line of packed refs`)
    if (line.startsWith('^')) {
      if (!isObjectId(line.slice(1), hash)) throw odd
      continue
    }
    const space = line.indexOf(' ')
    const [id, name] = [line.slice(0, space), line.slice(space + 1)]
    if (!isObjectId(id, hash) || !isRefName(name)) throw odd
    ids.set(name, id)
    if (ids.size > mostRefs) throw tooMany()
  }
  return ids
}

export function isObjectId(text: string, hash: HashName): boolean {
  return (hash === 'sha1' ? /^[0-9a-f]{40}$/u : /^[0-9a-f]{64}$/u).test(text)
}

/** What `git check-ref-format` lets pass, below `refs/`. */
export function isRefName(name: string): boolean {
  if (!name.startsWith('refs/') || name.length > 1_024) return false
  if (/\p{Cc}|[ ~^:?*[\\\uFFFD]|\.\.|@\{|\.$/u.test(name)) return false
  return name
    .split('/')
    .every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'))
}

function looseNames(common: string): string[] {
  const names: string[] = []
  const folders = ['refs']
  if (entryAt(join(common, 'refs'))?.isDirectory() !== true) {
    throw new Untrusted('.git/refs is a link or no directory', 'link-outside')
  }
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of list(common, folder)) {
      const name = `${folder}/${entry.name}`
      if (entry.isDirectory()) folders.push(name)
      else if (entry.isFile()) names.push(name)
      else throw new Untrusted(`.git/${name} is a link or no plain file`, 'link-outside')
      if (names.length + folders.length > mostRefs) throw tooMany()
    }
  }
  return names
}

function list(common: string, folder: string) {
  try {
    return readdirSync(join(common, folder), { withFileTypes: true })
  } catch {
    throw new Untrusted(`.git/${folder} cannot be listed`)
  }
}

function tooMany(): Untrusted {
  return new Untrusted(`the repository has more than ${mostRefs} refs`, 'too-much')
}
