import { refuse, type Refused } from './refusal.js'

/** What may stand as the value of an option. */
export type ValueRule =
  /** A whole number from 0 to 999999999. */
  | 'count'
  /** The same, with a leading `+` or `-` allowed (`tail -n +5`). */
  | 'signed-count'
  /** Anything: the tool only compares it with what it reads, or prints it. */
  | 'text'
  /** A file of the tree, checked like an operand. */
  | 'file'
  /** One of a closed list. */
  | readonly string[]

export type OptionRule =
  | 'flag'
  /** The value is the next argument or, `-n5` or `--lines=5`, part of this one. */
  | { readonly value: ValueRule }
  /** The value, if any, is part of this argument: `--color=never`, `-uno`. */
  | { readonly optional: ValueRule }

/** The options of a tool that only read. Whatever is not on the list is refused, abbreviations too. */
export type OptionGrammar = {
  /** By letter, without the dash. */
  readonly short: Readonly<Record<string, OptionRule>>
  /** By name, without the dashes. */
  readonly long: Readonly<Record<string, OptionRule>>
  /** `-20` means the option of this letter with this count. */
  readonly bareCount?: string
  /** Options worth a sentence of their own when refused, as written. */
  readonly dangers: Readonly<Record<string, string>>
}

export type ReadOption = {
  /** `-n` or `--lines`. */
  readonly name: string
  readonly value: string | null
  readonly rule: OptionRule
}

export type OptionsReading = {
  readonly kind: 'options'
  readonly options: readonly ReadOption[]
  readonly operands: readonly string[]
  /** How many of the operands stood before a `--`; null without one. */
  readonly beforeDashes: number | null
}

/** Reads arguments the way `getopt_long` does, operands and options in any order. */
export function readOptions(
  tool: string,
  args: readonly string[],
  grammar: OptionGrammar,
): OptionsReading | Refused {
  const options: ReadOption[] = []
  const operands: string[] = []
  const rest = [...args]
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--') {
      const beforeDashes = operands.length
      return { kind: 'options', options, operands: [...operands, ...rest], beforeDashes }
    }
    if (!arg.startsWith('-') || arg === '-') {
      operands.push(arg)
      continue
    }
    const read = arg.startsWith('--')
      ? readLong(tool, arg, rest, grammar)
      : readShort(tool, arg, rest, grammar)
    if ('code' in read) return read
    options.push(...read)
  }
  return { kind: 'options', options, operands, beforeDashes: null }
}

function readLong(
  tool: string,
  arg: string,
  rest: string[],
  grammar: OptionGrammar,
): ReadOption[] | Refused {
  const equals = arg.indexOf('=')
  const name = equals === -1 ? arg : arg.slice(0, equals)
  const attached = equals === -1 ? null : arg.slice(equals + 1)
  const rule = ruleFor(grammar.long, name.slice(2))
  if (rule === undefined) return refuseOption(tool, name, grammar)
  if (rule === 'flag') {
    return attached === null
      ? [{ name, value: null, rule }]
      : refuse('bad-value', `${tool} ${name} takes no value`)
  }
  if ('optional' in rule) return valued(tool, name, attached, rule, rule.optional)
  return valued(tool, name, attached ?? rest.shift(), rule, rule.value)
}

function readShort(
  tool: string,
  arg: string,
  rest: string[],
  grammar: OptionGrammar,
): ReadOption[] | Refused {
  const { bareCount } = grammar
  if (bareCount !== undefined && /^-\d{1,9}$/u.test(arg)) {
    const rule = ruleFor(grammar.short, bareCount)
    if (rule !== undefined) return [{ name: `-${bareCount}`, value: arg.slice(1), rule }]
  }
  const options: ReadOption[] = []
  const letters = Array.from(arg.slice(1))
  for (const [index, letter] of letters.entries()) {
    const name = `-${letter}`
    const rule = ruleFor(grammar.short, letter)
    if (rule === undefined) return refuseOption(tool, name, grammar, arg)
    if (rule === 'flag') {
      options.push({ name, value: null, rule })
      continue
    }
    const attached = letters.slice(index + 1).join('')
    const value = attached !== '' ? attached : 'optional' in rule ? null : rest.shift()
    const read = valued(tool, name, value, rule, 'optional' in rule ? rule.optional : rule.value)
    return 'code' in read ? read : [...options, ...read]
  }
  return options
}

function ruleFor(
  rules: Readonly<Record<string, OptionRule>>,
  name: string,
): OptionRule | undefined {
  return Object.hasOwn(rules, name) ? rules[name] : undefined
}

function refuseOption(
  tool: string,
  name: string,
  grammar: OptionGrammar,
  written: string = name,
): Refused {
  const danger = Object.hasOwn(grammar.dangers, name) ? grammar.dangers[name] : undefined
  if (danger !== undefined) return refuse('dangerous-option', `${tool} ${name} ${danger}`)
  const inside = written === name ? '' : ` (in ${written})`
  const why = `${tool} ${name}${inside} is not on the list of options known to only read; names must be written in full`
  return refuse('unknown-option', why)
}

function valued(
  tool: string,
  name: string,
  value: string | null | undefined,
  rule: OptionRule,
  values: ValueRule,
): ReadOption[] | Refused {
  if (value === undefined) return refuse('bad-value', `${tool} ${name} lacks its value`)
  if (value !== null && !fits(value, values)) {
    return refuse('bad-value', `${tool} ${name} does not take "${value}" here`)
  }
  return [{ name, value, rule }]
}

function fits(value: string, rule: ValueRule): boolean {
  if (rule === 'count') return /^\d{1,9}$/u.test(value)
  if (rule === 'signed-count') return /^[+-]?\d{1,9}$/u.test(value)
  if (rule === 'text') return !value.includes('\0')
  if (rule === 'file') return value !== '' && value !== '-'
  return rule.includes(value)
}

/** Writes options back in one unmistakable form: one option an argument, values where they belong. */
export function writeOptions(options: readonly ReadOption[]): string[] {
  return options.flatMap(({ name, value, rule }) => {
    if (value === null) return [name]
    if (name.startsWith('--')) return [`${name}=${value}`]
    return rule !== 'flag' && 'optional' in rule ? [`${name}${value}`] : [name, value]
  })
}

/** The values given to file options, to be checked as paths. */
export function fileValues(options: readonly ReadOption[]): string[] {
  return options.flatMap(({ value, rule }) =>
    value !== null && rule !== 'flag' && 'value' in rule && rule.value === 'file' ? [value] : [],
  )
}

export function hasOption(options: readonly ReadOption[], ...names: readonly string[]): boolean {
  return options.some(({ name }) => names.includes(name))
}

/** `flags('ab')` and `flags(['all', 'binary'])`: rules for options without a value. */
export function flags(names: Iterable<string>): Record<string, 'flag'> {
  return Object.fromEntries([...names].map((name) => [name, 'flag'] as const))
}

/** Rules for options that take a value. */
export function valuesOf(
  value: ValueRule,
  names: Iterable<string>,
): Record<string, { readonly value: ValueRule }> {
  return Object.fromEntries([...names].map((name) => [name, { value }] as const))
}
