import { checkPath } from './check-path.js'
import {
  fileValues,
  readOptions,
  writeOptions,
  type OptionGrammar,
  type ReadOption,
} from './options.js'
import { refuse, type Refused } from './refusal.js'

export type Place = {
  /** Real, absolute path of the tree. */
  readonly root: string
  /** Whether a command before this one feeds it. Without one there is nothing to read: input is closed. */
  readonly fed: boolean
}

/** What is left of a command after every check: a program and its arguments in one plain form. */
export type Runnable = {
  readonly kind: 'run'
  /** Names the program and the entry of the plan's list that must permit it, e.g. `sed -n`. */
  readonly entry: string
  readonly program: string
  readonly args: readonly string[]
}

export type Tool = {
  readonly name: string
  check(args: readonly string[], place: Place): Runnable | Refused
}

/**
 * What the operands of a plain filter are: files, after a pattern unless `-e` or `-f` gave it. With
 * `or-here` the tool reads the tree when none is named; otherwise it wants input from a command
 * before it.
 */
type OperandRule = 'files' | 'files-or-here' | 'pattern-files' | 'pattern-files-or-here'

/** A tool with options and files, such as `cat` or `grep`. */
export function plainTool(
  name: string,
  grammar: OptionGrammar,
  rule: OperandRule,
  settings: {
    /** Added in front of what the plan wrote. */
    readonly always?: readonly string[]
    /** Options that make the tool walk the tree when no file is named. */
    readonly walksWith?: readonly string[]
  } = {},
): Tool {
  const always = settings.always ?? []
  return {
    name,
    check(args, place) {
      const read = readOptions(name, args, grammar)
      if (read.kind === 'refused') return read
      const { options, operands } = read
      const needsPattern = rule.startsWith('pattern') && !givesPattern(options)
      if (needsPattern && operands.length === 0) {
        return refuse('bad-value', `${name} lacks its pattern`)
      }
      const files = needsPattern ? operands.slice(1) : operands
      const walks =
        rule.endsWith('or-here') ||
        options.some((option) => (settings.walksWith ?? []).includes(option.name))
      const bad = checkFiles(name, place, [...fileValues(options), ...files])
      if (bad !== null) return bad
      if (files.length === 0 && !walks && !place.fed) return refuseInput(name)
      return {
        kind: 'run',
        entry: name,
        program: name,
        args: [...always, ...writeOptions(options), '--', ...operands],
      }
    },
  }
}

function givesPattern(options: readonly ReadOption[]): boolean {
  return options.some(({ name }) =>
    ['-e', '-f', '--regexp', '--file', '--files', '--type-list'].includes(name),
  )
}

export function refuseInput(name: string): Refused {
  return refuse('reads-input', `${name} without a file would wait for input; there is none`)
}

export function checkFiles(name: string, place: Place, files: readonly string[]): Refused | null {
  for (const file of files) {
    if (file === '-') {
      if (place.fed) continue
      return refuseInput(`${name} -`)
    }
    const checked = checkPath(place.root, file)
    if (checked.kind === 'refused') return checked
  }
  return null
}
