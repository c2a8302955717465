import { checkFiles, type Place, type Runnable, type Tool } from './tool.js'
import { refuse, type Refused } from './refusal.js'

type PrimaryRule = 'alone' | 'text' | 'number' | 'size' | 'perm' | 'file' | readonly string[]

/** The parts of a find expression that only look. Whatever is not here is refused. */
const primaries: Readonly<Record<string, PrimaryRule>> = {
  '!': 'alone',
  '(': 'alone',
  ')': 'alone',
  ',': 'alone',
  '-a': 'alone',
  '-amin': 'number',
  '-and': 'alone',
  '-atime': 'number',
  '-cmin': 'number',
  '-ctime': 'number',
  '-depth': 'alone',
  '-empty': 'alone',
  '-executable': 'alone',
  '-false': 'alone',
  '-iname': 'text',
  '-inum': 'number',
  '-ipath': 'text',
  '-iregex': 'text',
  '-links': 'number',
  '-ls': 'alone',
  '-maxdepth': 'number',
  '-mindepth': 'number',
  '-mmin': 'number',
  '-mount': 'alone',
  '-mtime': 'number',
  '-name': 'text',
  '-newer': 'file',
  '-not': 'alone',
  '-o': 'alone',
  '-or': 'alone',
  '-path': 'text',
  '-perm': 'perm',
  '-print': 'alone',
  '-print0': 'alone',
  '-printf': 'text',
  '-prune': 'alone',
  '-quit': 'alone',
  '-readable': 'alone',
  '-regex': 'text',
  '-regextype': ['emacs', 'posix-awk', 'posix-basic', 'posix-egrep', 'posix-extended'],
  '-samefile': 'file',
  '-size': 'size',
  '-true': 'alone',
  '-type': ['f', 'd', 'l', 'f,d', 'f,l', 'd,l', 'd,f', 'l,f', 'l,d', 'f,d,l'],
  '-wholename': 'text',
  '-writable': 'alone',
  '-xdev': 'alone',
}

const followsLinks = 'follows links, which may lead out of the repository'
const writes = 'writes its output into a file'
const runs = 'runs another program'
const dangers: Readonly<Record<string, string>> = {
  '-delete': 'deletes files',
  '-exec': runs,
  '-execdir': runs,
  '-files0-from': 'reads its start points from a file',
  '-fls': writes,
  '-follow': followsLinks,
  '-fprint': writes,
  '-fprint0': writes,
  '-fprintf': writes,
  '-H': followsLinks,
  '-L': followsLinks,
  '-ok': runs,
  '-okdir': runs,
}

export const find: Tool = {
  name: 'find',
  check(args, place) {
    const physical = args[0] === '-P' ? 1 : 0
    const rest = args.slice(physical)
    const split = rest.findIndex((arg) => /^[-!(),]/u.test(arg))
    const starts = split === -1 ? rest : rest.slice(0, split)
    const bad = checkStarts(starts, place)
    if (bad !== null) return bad
    const expression = split === -1 ? [] : rest.slice(split)
    return checkExpression(expression, place) ?? runFind(starts, expression)
  },
}

/** `-P` is find's default; said aloud so that nothing in the environment can change it. */
function runFind(starts: readonly string[], expression: readonly string[]): Runnable {
  const args = ['-P', ...(starts.length === 0 ? ['.'] : starts), ...expression]
  return { kind: 'run', entry: 'find', program: 'find', args }
}

function checkStarts(starts: readonly string[], place: Place): Refused | null {
  // To find, `-` is a file of that name, so it never stands for input.
  return checkFiles('find', { ...place, fed: false }, starts)
}

function checkExpression(expression: readonly string[], place: Place): Refused | null {
  for (let index = 0; index < expression.length; index += 1) {
    const name = expression[index] ?? ''
    const rule = Object.hasOwn(primaries, name) ? primaries[name] : undefined
    if (rule === undefined) return refusePrimary(name)
    if (rule === 'alone') continue
    index += 1
    const value = expression[index]
    if (value === undefined) return refuse('bad-value', `find ${name} lacks its value`)
    const bad = checkValue(name, value, rule, place)
    if (bad !== null) return bad
  }
  return null
}

function refusePrimary(name: string): Refused {
  const danger = Object.hasOwn(dangers, name) ? dangers[name] : undefined
  if (danger !== undefined) return refuse('dangerous-option', `find ${name} ${danger}`)
  const why = name.startsWith('-')
    ? `find ${name} is not on the list of tests known to only look`
    : `find takes its directories first; "${name}" stands among the tests`
  return refuse('unknown-option', why)
}

function checkValue(
  name: string,
  value: string,
  rule: Exclude<PrimaryRule, 'alone'>,
  place: Place,
): Refused | null {
  if (rule === 'file') return checkFiles(`find ${name}`, { ...place, fed: false }, [value])
  return fits(value, rule)
    ? null
    : refuse('bad-value', `find ${name} does not take "${value}" here`)
}

function fits(value: string, rule: Exclude<PrimaryRule, 'alone' | 'file'>): boolean {
  switch (rule) {
    case 'text':
      return !value.includes('\0')
    case 'number':
      return /^[+-]?\d{1,9}$/u.test(value)
    case 'size':
      return /^[+-]?\d{1,9}[bcwkMG]?$/u.test(value)
    case 'perm':
      return /^[-/]?(?:[0-7]{1,4}|[ugoa]*[=+][rwxXst]+)$/u.test(value)
    default:
      return rule.includes(value)
  }
}
