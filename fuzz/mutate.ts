import type { Random } from '@partial-trust/testing'

/** Members that look like what a format means, and are not. */
const oddities: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  -1,
  1e308,
  1e-7,
  2 ** 53,
  '',
  ' ',
  '0',
  'NaN',
  '__proto__',
  'constructor',
  '\u0000',
  '\ud800',
  '\u202e',
  'a'.repeat(1000),
  [],
  {},
  [[[[]]]],
  { toString: null },
]

const oddKeys = ['__proto__', 'constructor', 'toString', 'then', '', ' ', '\u0000', '0', 'kind']

/** Changes a JSON value in up to three places: a member goes, comes twice, turns into something else. */
export function mutateJson(value: unknown, random: Random): unknown {
  // What is changed is written anew on the way to it, so nothing of `value` is.
  let changed = value
  for (let times = 1 + Math.floor(random() * 3); times > 0; times -= 1) {
    changed = mutateOnce(changed, random)
  }
  return changed
}

function mutateOnce(value: unknown, random: Random): unknown {
  if (typeof value !== 'object' || value === null || random() < 0.1) return odd(value, random)
  if (Array.isArray(value)) {
    const list: unknown[] = [...value]
    const at = Math.floor(random() * (list.length + 1))
    const drawn = random()
    if (drawn < 0.2) list.splice(at, 1)
    else if (drawn < 0.4) list.splice(at, 0, pick(oddities, random))
    else if (at < list.length) list[at] = mutateOnce(list[at], random)
    return list
  }
  const entries = Object.entries(value)
  const at = Math.floor(random() * entries.length)
  const drawn = random()
  if (drawn < 0.15) entries.splice(at, 1)
  else if (drawn < 0.3) entries.push([pick(oddKeys, random), pick(oddities, random)])
  else entries[at] = [entries[at]?.[0] ?? '', mutateOnce(entries[at]?.[1], random)]
  return Object.fromEntries(entries)
}

function odd(value: unknown, random: Random): unknown {
  if (typeof value === 'number' && random() < 0.5) return value * pick([-1, 10, 0.1, 1e9], random)
  if (typeof value === 'string' && random() < 0.5) return mutateText(value, random)
  return pick(oddities, random)
}

const pieces = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '\n',
  '\r\n',
  '\t',
  '\u0000',
  '\ufeff',
  'é',
  '&a',
  '*a',
  '<<',
  '!!js',
  '|',
  '>',
  '#',
  '---\n',
  '- ',
  '1e999',
  'null',
  '.nan',
  '\\u12',
]

/** Changes a text in up to four places: a piece goes, comes twice, comes in, is cut off. */
export function mutateText(text: string, random: Random): string {
  let changed = text
  for (let times = 1 + Math.floor(random() * 4); times > 0; times -= 1) {
    const at = Math.floor(random() * (changed.length + 1))
    const end = Math.min(changed.length, at + 1 + Math.floor(random() * 20))
    const drawn = random()
    if (drawn < 0.3) changed = changed.slice(0, at) + changed.slice(end)
    else if (drawn < 0.5) changed = changed.slice(0, end) + changed.slice(at)
    else if (drawn < 0.95) changed = changed.slice(0, at) + pick(pieces, random) + changed.slice(at)
    else changed = changed.slice(0, at)
  }
  return changed
}

/** Flips, drops and repeats single bytes. */
export function mutateBytes(bytes: Uint8Array, random: Random): Uint8Array {
  const changed = Uint8Array.from(bytes)
  for (let times = Math.floor(random() * 4); times > 0; times -= 1) {
    changed[Math.floor(random() * changed.length)] = Math.floor(random() * 256)
  }
  return changed
}

/** So many of what `make` makes, from `least` to `most`, few more often than many. */
export function some<Value>(
  random: Random,
  [least, most]: readonly [number, number],
  make: () => Value,
): Value[] {
  const length = least + Math.floor((most - least + 1) * random() * random())
  return Array.from({ length }, make)
}

/** One of several ways, each as often as its weight says. */
export function oneOf<Value>(
  random: Random,
  ways: readonly (readonly [weight: number, make: () => Value])[],
): Value {
  let drawn = random() * ways.reduce((sum, [weight]) => sum + weight, 0)
  const way = ways.find(([weight]) => (drawn -= weight) < 0) ?? ways[0]
  if (way === undefined) throw new RangeError('nothing to choose from')
  return way[1]()
}

/** Text of up to `most` characters of any plane. */
export function anyText(random: Random, most: number): string {
  return some(random, [0, most], () =>
    String.fromCodePoint(Math.floor(random() * (random() < 0.6 ? 0x80 : 0x110000))),
  ).join('')
}

export function pick<Value>(from: readonly Value[], random: Random): Value {
  const found = from[Math.floor(random() * from.length)]
  if (found === undefined) throw new RangeError('nothing to pick from')
  return found
}
