import { readdirSync, type Dirent } from 'node:fs'
import { join } from 'node:path'
import { entryAt } from '../tree/entry-at.js'
import type { Pacer } from '../tree/pacer.js'
import { readPlainText } from './read-plain.js'
import { Untrusted } from './untrusted.js'

const fanOut = /^[0-9a-f]{2}$/u
const mostObjects = 2_000_000

/**
 * The folders of an object store that hold objects, each checked to hold plain files only: a linked
 * object, folder or pack would be read from wherever it leads. What else lies there (lists of other
 * stores, graphs and indexes over several packs) is not among them.
 *
 * @param common The repository's directory, as `GitPlaces.common`.
 * @throws {Untrusted} for a link, a pipe, or a list of other stores (alternates).
 */
export async function checkObjects(common: string, pacer: Pacer): Promise<string[]> {
  const objects = join(common, 'objects')
  if (entryAt(objects)?.isDirectory() !== true) {
    throw new Untrusted('the object store of the repository lies elsewhere', 'link-outside')
  }
  const folders = list(objects, '.git/objects').filter(
    ({ name }) => fanOut.test(name) || name === 'pack',
  )
  let seen = 0
  for (const folder of folders) {
    const what = `.git/objects/${folder.name}`
    if (!folder.isDirectory()) throw elsewhere(what)
    for (const entry of list(join(objects, folder.name), what)) {
      if (!entry.isFile()) throw elsewhere(`${what}/${entry.name}`)
      seen += 1
      if (seen > mostObjects) throw new Untrusted('the repository has too many objects', 'too-much')
      await pacer.step()
    }
  }
  checkAlternates(objects)
  return folders.map(({ name }) => name)
}

function checkAlternates(objects: string): void {
  const info = entryAt(join(objects, 'info'))
  if (info === null) return
  if (!info.isDirectory()) throw elsewhere('.git/objects/info')
  for (const name of ['alternates', 'http-alternates']) {
    const what = `.git/objects/info/${name}`
    if ((readPlainText(join(objects, 'info', name), what) ?? '').trim() !== '') {
      throw new Untrusted(
        `the repository borrows objects from another one (${what})`,
        'link-outside',
      )
    }
  }
}

function list(path: string, what: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true })
  } catch {
    throw new Untrusted(`${what} cannot be listed`)
  }
}

function elsewhere(what: string): Untrusted {
  return new Untrusted(
    `${what} is a link or no plain file: its objects may lie elsewhere`,
    'link-outside',
  )
}
