import { withoutPassword } from './without-password.js'

/** What reading one variable's text gave. */
export type Read<Value> =
  | { readonly kind: 'read'; readonly value: Value }
  /** `problem` says what is wrong; it never repeats a secret. */
  | { readonly kind: 'refused'; readonly problem: string }

export type Parser<Value> = (text: string) => Read<Value>

const read = <Value>(value: Value): Read<Value> => ({ kind: 'read', value })
const refused = (problem: string): Read<never> => ({ kind: 'refused', problem })

/** `1 true yes` or `0 false no`, trimmed, any case. */
export const boolean: Parser<boolean> = (text) => {
  switch (text.trim().toLowerCase()) {
    case '1':
    case 'true':
    case 'yes':
      return read(true)
    case '0':
    case 'false':
    case 'no':
      return read(false)
    default:
      return refused(`${shown(text)} is not one of 1 true yes 0 false no`)
  }
}

/** A plain decimal from 0 to 1: no exponent, no sign, no per cent. Nothing is clamped. */
export const share: Parser<number> = (text) => {
  const trimmed = text.trim()
  if (!/^[0-9]+(\.[0-9]+)?$/.test(trimmed)) {
    return refused(`${shown(text)} is not a plain decimal from 0 to 1`)
  }
  const value = Number(trimmed)
  return value <= 1 ? read(value) : refused(`${shown(text)} is more than 1, which means 100 %`)
}

/** Plain digits within `least` and `most`, both included. */
export function integer(least: number, most: number, unit: string): Parser<number> {
  return (text) => {
    const trimmed = text.trim()
    if (!/^-?[0-9]+$/.test(trimmed)) {
      return refused(`${shown(text)} is not a whole number of ${unit} in plain digits`)
    }
    const value = Number(trimmed)
    return value >= least && value <= most
      ? read(value)
      : refused(`${shown(text)} is outside ${least} to ${most} ${unit}`)
  }
}

/** `0`, or what else is valid. */
export function zeroOr(parse: Parser<number>): Parser<number> {
  return (text) => (text.trim() === '0' ? read(0) : parse(text))
}

/** Text that says something. */
export const nonEmpty: Parser<string> = (text) =>
  text.trim() === '' ? refused('it is set but empty; unset it for the default') : read(text.trim())

/** Names with commas between; each must say something, and none may stand twice. */
export const names: Parser<readonly string[]> = (text) => {
  const list = text.split(',').map((name) => name.trim())
  if (list.includes('')) {
    return refused(`${shown(text)} holds an empty name; unset it for every registered corridor`)
  }
  const twice = list.find((name, index) => list.indexOf(name) !== index)
  return twice === undefined ? read(list) : refused(`${shown(text)} names ${shown(twice)} twice`)
}

/** Text that may be empty, which means the default. */
export const optionalText: Parser<string | null> = (text) =>
  read(text.trim() === '' ? null : text.trim())

/** A file path; a NUL is refused, because no file system takes it. */
export const path: Parser<string> = (text) => {
  if (text.trim() === '') return refused('it is set but empty; unset it for the default')
  return text.includes('\0') ? refused('it holds a NUL character') : read(text)
}

/** A secret: any text but the empty one. Its value appears in no message. */
export const secret: Parser<string> = (text) =>
  text === '' ? refused('it is set but empty; unset it to do without') : read(text)

/** An absolute http or https URL. */
export const httpUrl: Parser<string> = (text) => {
  const url = URL.parse(text.trim())
  if (url === null) return refused(`${shown(text)} is not a URL`)
  return url.protocol === 'http:' || url.protocol === 'https:'
    ? read(text.trim())
    : refused(`${shown(url.protocol)} is not http: or https:`)
}

/** `GROUP=viewer` and `GROUP=operator`, commas between. */
export const groupRoles: Parser<
  readonly { readonly group: string; readonly role: 'viewer' | 'operator' }[]
> = (text) => {
  const pairs = text.split(',').map((pair) => /^(.+)=(viewer|operator)$/u.exec(pair.trim()))
  const roles = pairs.flatMap((pair) => {
    const [, group = '', role] = pair ?? []
    return role === 'viewer' || role === 'operator' ? [{ group: group.trim(), role } as const] : []
  })
  return roles.length === pairs.length && roles.every(({ group }) => group !== '')
    ? read(roles)
    : refused(`${shown(text)} is not GROUP=viewer or GROUP=operator, commas between`)
}

/** Where live control is read. */
export type StateAddress =
  | { readonly kind: 'none' }
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'postgres'; readonly url: string }
  | { readonly kind: 'remote'; readonly url: string }

/** `none`, `sqlite:PATH`, `postgres://…` or `http(s)://…`. The text may hold a password, so no message repeats it. */
export const stateAddress: Parser<StateAddress> = (text) => {
  const trimmed = text.trim()
  if (trimmed === 'none') return read({ kind: 'none' })
  if (trimmed.startsWith('sqlite:')) {
    return sqliteAddress(trimmed.slice('sqlite:'.length))
  }
  // Without the slashes a driver takes the host for something else, and another database for this one.
  const protocol = /^[a-z]+:\/\//iu.test(trimmed) ? URL.parse(trimmed)?.protocol : undefined
  if (protocol === 'postgres:' || protocol === 'postgresql:') {
    return read({ kind: 'postgres', url: trimmed })
  }
  if (protocol === 'http:' || protocol === 'https:') return remoteAddress(trimmed)
  return refused('it is not sqlite:PATH, postgres://…, http(s)://… or none')
}

/** The token is the password of the address. */
function remoteAddress(url: string): Read<StateAddress> {
  try {
    decodeURIComponent(new URL(url).password)
    return read({ kind: 'remote', url })
  } catch {
    return refused('the token in it does not read: write per cent signs in it as %25')
  }
}

/** What other programs write for other things would be a file of an odd name here, or one at the root. */
function sqliteAddress(file: string): Read<StateAddress> {
  if (file === '') return refused('sqlite: needs a path behind it')
  if (file.includes('\0')) return refused('it holds a NUL character')
  if (file.includes('?')) return refused('sqlite:PATH takes no parameters')
  if (file === ':memory:' || file.startsWith('file:')) {
    return refused('sqlite: needs the path of a file, which processes share')
  }
  if (/^\/\/[^/]/u.test(file)) {
    return refused('sqlite:// with two slashes names no path: write sqlite:PATH')
  }
  return read({ kind: 'sqlite', path: file })
}

/** A value as a message may repeat it: no secret, quoted, short, on one line. */
export function shown(text: string): string {
  const safe = withoutPassword(text)
  return JSON.stringify(safe.length > 40 ? `${safe.slice(0, 40)}…` : safe)
}
