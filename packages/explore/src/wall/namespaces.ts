import { entryAt } from '../tree/entry-at.js'
import { loaderCache, nameOf, systemDirectories, type WallKind } from './wall.js'

/**
 * Builds an empty file system, hangs the given directories into it, read-only, and starts the program
 * there. The text is always the same: what a plan wrote arrives as arguments after it and is never
 * read as shell. A step that fails ends it with 125.
 *
 * Arguments: builder, new top, for each thing to see a letter and its path, `--`, where to start,
 * program.
 */
const script = `set -eu
builder=$1 top=$2 inside=$PATH
shift 2
PATH=/usr/bin:/bin:/usr/sbin:/sbin
trap 'exit 125' EXIT
mount -t tmpfs -o size=64k,mode=755 none "$top"
while [ "$1" != -- ]; do
  if [ -d "$2" ]; then mkdir -p "$top$2"; else mkdir -p "$top\${2%/*}"; : >"$top$2"; fi
  mount --rbind "$2" "$top$2"
  case $1 in
    r) mount -o remount,bind,ro,nosuid,nodev,noexec "$top$2" ;;
    s) mount -o remount,bind,ro,nosuid,nodev "$top$2" ;;
  esac
  shift 2
done
start=$2
shift 2
mount -o remount,ro "$top"
PATH=$inside
if [ -x /usr/bin/setpriv ]; then
  set -- /usr/bin/setpriv --no-new-privs --ambient-caps=-all --inh-caps=-all --bounding-set=-all -- "$@"
fi
trap - EXIT
exec "$builder" --root="$top" --wd="$start" -- "$@"
`

const separate: readonly string[] = [
  '--user',
  '--map-current-user',
  '--keep-caps',
  '--mount',
  '--net',
  '--pid',
  '--ipc',
  '--uts',
  '--fork',
  '--kill-child=SIGKILL',
]

/** Namespaces of the kernel, by util-linux's `unshare`: own users, files, processes and an empty network. */
export const namespaces: WallKind = {
  name: 'namespaces',
  program: 'unshare',
  around: (builder, inner, { top, root, reads, writes }) => ({
    path: builder,
    args: [
      ...separate,
      '--',
      '/bin/sh',
      '-c',
      script,
      'wall',
      builder,
      top,
      ...seen('s', [...systemDirectories, loaderCache]),
      ...seen('w', ['/dev/null']),
      ...seen('r', [root, ...reads]),
      ...seen('w', writes),
      '--',
      root,
      nameOf(inner),
      ...inner.args,
    ],
  }),
}

function seen(how: 'r' | 'w' | 's', paths: readonly string[]): string[] {
  return paths.filter((path) => entryAt(path) !== null).flatMap((path) => [how, path])
}
