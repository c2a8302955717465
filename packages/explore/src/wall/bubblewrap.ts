import { readlinkSync } from 'node:fs'
import { entryAt } from '../tree/entry-at.js'
import { loaderCache, nameOf, systemDirectories, type WallKind } from './wall.js'

/** bubblewrap, a small program for ordinary users that builds a view of the file system of its own. */
export const bubblewrap: WallKind = {
  name: 'bubblewrap',
  program: 'bwrap',
  around: (builder, inner, { root, reads, writes }) => ({
    path: builder,
    args: [
      '--unshare-all',
      '--die-with-parent',
      '--cap-drop',
      'ALL',
      ...systemDirectories.flatMap((directory) => systemDirectory(directory)),
      '--ro-bind-try',
      loaderCache,
      loaderCache,
      '--dev',
      '/dev',
      ...[root, ...reads].flatMap((directory) => ['--ro-bind', directory, directory]),
      ...writes.flatMap((directory) => ['--bind', directory, directory]),
      '--remount-ro',
      '/',
      '--chdir',
      root,
      '--',
      nameOf(inner),
      ...inner.args,
    ],
  }),
}

/** `/bin` is often a link to `/usr/bin`, and is the same from inside. */
function systemDirectory(directory: string): string[] {
  const entry = entryAt(directory)
  if (entry === null) return []
  return entry.isSymbolicLink()
    ? ['--symlink', readlinkSync(directory), directory]
    : ['--ro-bind', directory, directory]
}
