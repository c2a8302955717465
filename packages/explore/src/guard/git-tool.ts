import { checkPath } from './check-path.js'
import { flags, readOptions, valuesOf, writeOptions, type OptionGrammar } from './options.js'
import { refuse, type Refused } from './refusal.js'
import type { Place, Tool } from './tool.js'

const untracked = ['no', 'normal', 'all']
const statusOptions: OptionGrammar = {
  short: { ...flags('sbz'), u: { optional: untracked } },
  long: {
    ...flags(['short', 'branch', 'long', 'null', 'no-renames', 'ahead-behind', 'no-ahead-behind']),
    porcelain: { optional: ['v1', 'v2'] },
    'untracked-files': { optional: untracked },
    ignored: { optional: ['traditional', 'no', 'matching'] },
  },
  dangers: {},
}

const runsDriver = 'may start a program that the repository names'
const reads = 'reads files outside git'
const diffOptions: OptionGrammar = {
  short: {
    ...flags('pusRwbaz'),
    U: { optional: 'count' },
    S: { value: 'text' },
    G: { value: 'text' },
    M: { optional: 'count' },
    C: { optional: 'count' },
  },
  long: {
    ...flags([
      'cached',
      'check',
      'compact-summary',
      'exit-code',
      'find-renames',
      'full-index',
      'histogram',
      'ignore-all-space',
      'ignore-blank-lines',
      'ignore-cr-at-eol',
      'ignore-space-at-eol',
      'ignore-space-change',
      'merge-base',
      'minimal',
      'name-only',
      'name-status',
      'no-color',
      'no-ext-diff',
      'no-patch',
      'no-prefix',
      'no-renames',
      'no-textconv',
      'numstat',
      'patch',
      'patch-with-stat',
      'patience',
      'pickaxe-all',
      'pickaxe-regex',
      'quiet',
      'raw',
      'shortstat',
      'staged',
      'stat',
      'summary',
      'text',
    ]),
    ...valuesOf('count', ['inter-hunk-context']),
    unified: { optional: 'count' },
    ...valuesOf(['patience', 'minimal', 'histogram', 'myers', 'default'], ['diff-algorithm']),
    'word-diff': { optional: ['plain', 'porcelain', 'none'] },
    'diff-filter': { value: 'text' },
    abbrev: { optional: 'count' },
    color: { optional: ['never', 'auto'] },
  },
  dangers: {
    '--output': 'writes a file',
    '-o': 'writes a file',
    '--ext-diff': runsDriver,
    '--textconv': runsDriver,
    '--no-index': reads,
    '-O': 'reads an order file',
    '--submodule': 'looks into other repositories',
  },
}

const always: Readonly<Record<string, readonly string[]>> = {
  status: ['--ignore-submodules=all'],
  diff: ['--no-ext-diff', '--no-textconv', '--no-color', '--ignore-submodules=all'],
}

/** Names of commits as people write them in plans: branches, tags, hashes, `HEAD~2`, `a..b`, `HEAD:file`. */
const revision = /^[A-Za-z0-9_@][A-Za-z0-9_./@{}^~:-]{0,199}$/u

/**
 * `git status` and `git diff`. The arguments are only half of the guard: the command also runs on a
 * copy of the repository's state without the repository's configuration, see `git-shadow.ts`.
 */
export const git: Tool = {
  name: 'git',
  check(args, place) {
    const [command, ...rest] = args[0] === '--no-pager' ? args.slice(1) : args
    if (command !== 'status' && command !== 'diff') {
      const why = `git ${command ?? ''} is not run here: only "git status" and "git diff", written right after "git"`
      return refuse(command?.startsWith('-') === true ? 'unknown-option' : 'unknown-command', why)
    }
    const grammar = command === 'status' ? statusOptions : diffOptions
    const read = readOptions(`git ${command}`, rest, grammar)
    if (read.kind === 'refused') return read
    const operands = sortOperands(read.operands, read.beforeDashes, command, place)
    if ('code' in operands) return operands
    return {
      kind: 'run',
      entry: `git ${command}`,
      program: 'git',
      args: [
        command,
        ...writeOptions(read.options),
        ...(always[command] ?? []),
        ...operands.revisions,
        '--',
        ...operands.paths,
      ],
    }
  },
}

function sortOperands(
  operands: readonly string[],
  beforeDashes: number | null,
  command: string,
  place: Place,
): { revisions: string[]; paths: string[] } | Refused {
  const revisions: string[] = []
  const paths: string[] = []
  for (const [index, operand] of operands.entries()) {
    const isRevision =
      command === 'diff' &&
      (beforeDashes === null ? isNotAPath(operand, place) : index < beforeDashes)
    if (isRevision) {
      if (!revision.test(operand)) {
        return refuse('bad-value', `git diff: "${operand}" is not a plain name of a commit`)
      }
      if (/:(?:\/|(?:.*\/)?\.\.(?:\/|$))/u.test(operand)) {
        return refuse(
          'path-outside',
          `git diff: "${operand}" names a path that leads out of the tree`,
        )
      }
      revisions.push(operand)
      continue
    }
    if (operand.startsWith(':')) {
      return refuse('bad-value', `git ${command}: "${operand}" is a pattern with magic, not a path`)
    }
    const checked = checkPath(place.root, operand)
    if (checked.kind === 'refused') return checked
    paths.push(operand)
  }
  return { revisions, paths }
}

/** Without `--`, an operand that names something in the tree, or leads out of it, is a path. */
function isNotAPath(operand: string, place: Place): boolean {
  const checked = checkPath(place.root, operand)
  return checked.kind === 'path' && !checked.exists && revision.test(operand)
}
