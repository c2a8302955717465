import { cat, head, ls, tail } from './simple-tools.js'
import { find } from './find-tool.js'
import { git } from './git-tool.js'
import { refuse, type Refused } from './refusal.js'
import { grep, rg } from './search-tools.js'
import { sed } from './sed-tool.js'
import type { Place, Runnable, Tool } from './tool.js'

/** Said by ourselves, no program is started. */
export type Literal = {
  readonly kind: 'literal'
  readonly entry: string
  readonly output: string
}

export type Checked = Runnable | Literal | Refused

const tools: ReadonlyMap<string, Tool> = new Map(
  [ls, find, cat, head, tail, rg, grep, sed, git].map((tool) => [tool.name, tool]),
)

/** Our own list: whatever a plan allows, nothing else is ever run. */
export const ownList: readonly string[] = [
  'ls',
  'find',
  'cat',
  'head',
  'tail',
  'rg',
  'grep',
  'sed -n',
  'git status',
  'git diff',
  'echo',
  'true',
]

const mostArguments = 4_096

/**
 * Whether a command, quotes and file patterns already resolved, can only read the tree; if so, in
 * which plain form to run it.
 */
export function checkCommand(argv: readonly string[], place: Place): Checked {
  const [name = '', ...args] = argv
  if (argv.length > mostArguments) {
    return refuse('too-much', `${name} has more than ${mostArguments} arguments`)
  }
  if (name === 'echo') return checkEcho(args)
  if (name === 'true') {
    return args.length === 0
      ? { kind: 'literal', entry: 'true', output: '' }
      : refuse('bad-value', 'true takes no argument')
  }
  const tool = tools.get(name)
  if (tool === undefined) {
    const why = `"${name}" is not one of the commands that only read: ${ownList.join(', ')}`
    return refuse('unknown-command', why)
  }
  return tool.check(args, place)
}

function checkEcho(args: readonly string[]): Literal | Refused {
  const [first = ''] = args
  const quiet = first === '-n'
  if (!quiet && /^-[neE]+$/u.test(first)) {
    return refuse('unknown-option', `echo ${first}: only -n is read`)
  }
  const text = args.slice(quiet ? 1 : 0).join(' ')
  return { kind: 'literal', entry: 'echo', output: quiet ? text : `${text}\n` }
}

/** Whether the plan's own list lets the command run. An entry `git` covers `git status`; `sed -n` does not cover `sed`. */
export function isOnList(entry: string, allowed: readonly string[]): boolean {
  return allowed.some((one) => entry === one || entry.startsWith(`${one} `))
}
