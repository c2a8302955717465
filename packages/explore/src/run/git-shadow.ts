import { execFile } from 'node:child_process'
import {
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { isInside } from '../guard/check-path.js'
import { refuse, type Refused } from '../guard/refusal.js'
import { findGitPlaces, readSmall } from './git-places.js'
import type { Scratch } from './scratch.js'
import { cleanEnvironment } from './tool-programs.js'

/** What is added to a git command so that it runs on the copy. */
export type GitShadow = {
  readonly kind: 'shadow'
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** The settings that change what `status` and `diff` see, and can start nothing. */
const keptSettings = new Map([
  ['core.autocrlf', /^(?:true|false|input)$/iu],
  ['core.eol', /^(?:lf|crlf|native)$/iu],
  ['core.filemode', /^(?:true|false)$/iu],
  ['core.ignorecase', /^(?:true|false)$/iu],
  ['core.precomposeunicode', /^(?:true|false)$/iu],
  ['core.symlinks', /^(?:true|false)$/iu],
  ['extensions.objectformat', /^(?:sha1|sha256)$/iu],
])

const copiedStates = ['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'ORIG_HEAD'] as const
const mostRefs = 20_000
const largestCopy = 256 * 1024 * 1024

/**
 * Makes a second git directory, outside the tree, that borrows the objects of the real one and holds
 * copies of its HEAD, refs and index. Git then never reads the repository's configuration, so
 * filters, diff drivers, monitors, hooks, aliases, includes, remotes and pagers set there do not
 * exist for it; and whatever it writes (a refreshed index, say) lands in the copy.
 */
export async function makeGitShadow(
  root: string,
  scratch: Scratch,
  git: string,
): Promise<GitShadow | Refused> {
  const places = findGitPlaces(root)
  if (places.kind === 'refused') return places
  const problem = checkObjects(places.common)
  if (problem !== null) return problem
  const settings = await readSettings(places.common, scratch, git)
  if ('code' in settings) return settings

  const shadow = join(scratch.path, 'git')
  for (const directory of ['objects/info', 'refs', 'info']) {
    mkdirSync(join(shadow, directory), { recursive: true })
  }
  writeFileSync(join(shadow, 'config'), configText(settings))
  writeFileSync(join(shadow, 'objects/info/alternates'), `${join(places.common, 'objects')}\n`)
  for (const name of ['HEAD', 'index', ...copiedStates, ...sharedIndexes(places.own)]) {
    copyPlain(join(places.own, name), join(shadow, name))
  }
  for (const name of ['packed-refs', 'shallow', 'info/exclude']) {
    copyPlain(join(places.common, name), join(shadow, name))
  }
  if (!copyRefs(join(places.common, 'refs'), join(shadow, 'refs'))) {
    return refuse('too-much', `the repository has more than ${mostRefs} loose refs`)
  }
  return {
    kind: 'shadow',
    args: [
      '--no-pager',
      '--no-optional-locks',
      ...['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'core.pager=cat', 'diff.external=']
        .concat('diff.autoRefreshIndex=false', 'core.untrackedCache=false')
        .flatMap((setting) => ['-c', setting]),
    ],
    env: {
      GIT_DIR: shadow,
      GIT_WORK_TREE: root,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_SYSTEM: '/dev/null',
      GIT_ATTR_NOSYSTEM: '1',
      GIT_OPTIONAL_LOCKS: '0',
      GIT_TERMINAL_PROMPT: '0',
      // No protocol may be used, so a missing object cannot be fetched from anywhere.
      GIT_ALLOW_PROTOCOL: 'none',
      GIT_NO_LAZY_FETCH: '1',
      GIT_NO_REPLACE_OBJECTS: '1',
      GIT_PAGER: 'cat',
    },
  }
}

function checkObjects(common: string): Refused | null {
  const objects = join(common, 'objects')
  if (objects.includes('\n') || !isInside(common, realPathOr(objects))) {
    return refuse('link-outside', 'the object store of the repository lies elsewhere')
  }
  try {
    const lines = readSmall(join(objects, 'info/alternates')).split('\n')
    const outside = lines.some(
      (line) => line !== '' && !isInside(common, realPathOr(resolve(objects, line))),
    )
    if (!outside) return null
  } catch {
    return null // without the file the repository borrows nothing
  }
  return refuse('link-outside', 'the repository borrows objects from another one (alternates)')
}

function realPathOr(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

/** Reads the settings we keep from a copy of the configuration; includes are not followed. */
async function readSettings(
  common: string,
  scratch: Scratch,
  git: string,
): Promise<Map<string, string> | Refused> {
  const copy = join(scratch.path, 'repository-config')
  copyPlain(join(common, 'config'), copy)
  let listed = ''
  try {
    const { stdout } = await promisify(execFile)(
      git,
      ['config', '--file', copy, '--no-includes', '--null', '--list'],
      {
        cwd: scratch.home,
        env: { ...cleanEnvironment(scratch.home), GIT_DIR: join(scratch.home, 'none') },
        timeout: 5_000,
        maxBuffer: 4 * 1024 * 1024,
      },
    )
    listed = stdout
  } catch {
    return refuse('repository', "the repository's configuration cannot be read")
  }
  const all = listed.split('\0').map((entry): [string, string] => {
    const [name = '', ...value] = entry.split('\n')
    return [name.toLowerCase(), value.join('\n')]
  })
  const storage = all.findLast(([name]) => name === 'extensions.refstorage')?.[1]
  if (storage !== undefined && storage !== 'files') {
    return refuse(
      'repository',
      `the repository stores its refs as "${storage}"; only files are read`,
    )
  }
  return new Map(all.filter(([name, value]) => keptSettings.get(name)?.test(value) === true))
}

function configText(settings: ReadonlyMap<string, string>): string {
  const version = settings.has('extensions.objectformat') ? 1 : 0
  const lines = [...settings].map(([name, value]) => {
    const [section = '', key = ''] = name.split('.')
    return `[${section}]\n\t${key} = ${value}\n`
  })
  return `[core]\n\trepositoryformatversion = ${version}\n\tbare = false\n${lines.join('')}`
}

function sharedIndexes(directory: string): string[] {
  return readdirSync(directory).filter((name) => /^sharedindex\.[0-9a-f]+$/u.test(name))
}

/** Copies a plain file; links, pipes and what is missing are left out. */
function copyPlain(from: string, to: string): void {
  const entry = lstatSync(from, { throwIfNoEntry: false })
  if (entry?.isFile() !== true || entry.size > largestCopy) return
  copyFileSync(from, to)
  // Git tells by the index's time which files it must compare by content; a younger copy would hide changes.
  const seconds = Math.floor(entry.mtimeMs / 1000)
  utimesSync(to, seconds, seconds)
}

function copyRefs(from: string, to: string): boolean {
  let left = mostRefs
  const copy = (source: string, target: string): boolean => {
    for (const entry of readdirSync(source, { withFileTypes: true })) {
      left -= 1
      if (left < 0) return false
      const [inner, outer] = [join(source, entry.name), join(target, entry.name)]
      if (entry.isDirectory()) {
        mkdirSync(outer)
        if (!copy(inner, outer)) return false
      } else copyPlain(inner, outer)
    }
    return true
  }
  return copy(from, to)
}
