import { readdirSync, type Dirent } from 'node:fs'
import { bytePath, openable, type BytePath } from './byte-path.js'
import type { Pacer } from './pacer.js'

/** One entry of a tree. */
export type TreeEntry = {
  /** From the top of the tree. */
  readonly path: BytePath
  readonly name: BytePath
  /** Absolute, to open. */
  readonly full: BytePath
  readonly entry: Dirent<Buffer>
}

/**
 * Visits everything below a directory, parents first, names sorted, links not followed. Folders that
 * cannot be listed count as empty.
 *
 * @param visit Answers whether to look inside a folder.
 * @throws what the pacer throws.
 */
export async function walkTree(
  directory: string,
  pacer: Pacer,
  visit: (entry: TreeEntry) => boolean | Promise<boolean>,
): Promise<void> {
  const top = bytePath(directory)
  const folders: BytePath[] = ['']
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const inner: BytePath[] = []
    for (const entry of list(folder === '' ? top : `${top}/${folder}`)) {
      await pacer.step()
      const name = entry.name.toString('latin1')
      const path = folder === '' ? name : `${folder}/${name}`
      const inside = await visit({ path, name, full: `${top}/${path}`, entry })
      if (inside && entry.isDirectory()) inner.push(path)
    }
    folders.push(...inner.toReversed())
  }
}

function list(path: BytePath): Dirent<Buffer>[] {
  try {
    return readdirSync(openable(path), { withFileTypes: true, encoding: 'buffer' }).toSorted(
      (a, b) => Buffer.compare(a.name, b.name),
    )
  } catch {
    return []
  }
}
