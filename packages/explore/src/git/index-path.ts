/** Characters that HFS+ leaves out of names: with one inside, `.git` is still `.git` there. */
const invisible = /[\u200C-\u200F\u202A-\u202E\u206A-\u206F\uFEFF]/gu

/** How git's own directory can be written, the ways of Windows included. */
const ownName = /^(?:\.git|git~\d)[ .]*(?::.*)?$/iu

/**
 * Why a path of an index cannot be that of a file below the top of the tree; null when it can.
 * A path outside would be opened and printed by `git diff`, which checks nothing when it reads one.
 */
export function badIndexPath(path: Buffer): string | null {
  if (path.length === 0) return 'is empty'
  if (path.length > 4_096) return 'is longer than 4096 bytes'
  if (path.includes(0)) return 'holds a NUL character'
  if (path[0] === 0x2f) return 'is absolute'
  for (const component of path.toString('utf8').split('/')) {
    if (component === '') return 'holds an empty part'
    if (component === '.' || component === '..') return `holds "${component}"`
    if (ownName.test(component.replaceAll(invisible, ''))) return "names git's own directory"
  }
  return null
}
