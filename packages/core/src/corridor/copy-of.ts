import { silence } from './foreign.js'

/**
 * A copy of plain data, cycles and the language's own collections included, for code that must not be able
 * to change the original. Instances of classes are handed over as they are: nobody outside can copy one.
 *
 * @throws {RangeError} for a list or a depth that no decision has, before it costs a caller's time.
 */
export function copyOf<Value>(value: Value): Value
export function copyOf(value: unknown): unknown {
  return isObject(value) ? copied(value, new Met()) : value
}

/** Longer lists are mostly holes. */
const longestList = 10_000_000

function copied(value: object, met: Met): object {
  const before = met.copyOf(value)
  if (before !== undefined) return before
  if (Array.isArray(value)) return copiedList(value, met)
  if (!isPlain(value)) return copiedBuiltIn(value, met)
  const object: Record<string, unknown> = {}
  if (Object.getPrototypeOf(value) === null) Object.setPrototypeOf(object, null)
  met.add(value, object)
  for (const key of Object.keys(value)) {
    const held = value[key]
    put(object, key, isObject(held) ? copied(held, met) : held)
  }
  return object
}

function isPlain(value: object): value is Readonly<Record<string, unknown>> {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** As an own property, even if it is called `__proto__`. */
function put(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value
  else {
    const own = { value, enumerable: true, writable: true, configurable: true }
    Object.defineProperty(object, key, own)
  }
}

function copiedList(value: readonly unknown[], met: Met): object {
  if (value.length > longestList) throw new RangeError('a list is too long to be copied')
  const list = value.slice()
  met.add(value, list)
  for (const [index, held] of list.entries()) {
    if (isObject(held)) list[index] = copied(held, met)
  }
  return list
}

/** Dates, maps, sets and bytes of the language itself; anything else as it is. */
function copiedBuiltIn(value: object, met: Met): object {
  if (value instanceof Date) return new Date(value.getTime())
  if (value instanceof Map) {
    const map = new Map<unknown, unknown>()
    met.add(value, map)
    for (const [key, held] of value) map.set(member(key, met), member(held, met))
    return map
  }
  if (value instanceof Set) {
    const set = new Set<unknown>()
    met.add(value, set)
    for (const held of value) set.add(member(held, met))
    return set
  }
  if (value instanceof ArrayBuffer) return value.slice(0)
  // Of every kind of bytes; unlike `Buffer.prototype.slice` it shares no memory.
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return Uint8Array.prototype.slice.call(value)
  }
  silence(value) // a promise that nobody will wait for
  return value
}

function member(held: unknown, met: Met): unknown {
  return isObject(held) ? copied(held, met) : held
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** Originals with their copies. Most decisions hold few objects, for which a map would cost more than copying. */
class Met {
  private readonly few: object[] = []
  private many: Map<object, object> | null = null

  copyOf(value: object): object | undefined {
    for (let at = 0; at < this.few.length; at += 2)
      if (this.few[at] === value) return this.few[at + 1]
    return this.many?.get(value)
  }

  add(value: object, copy: object): void {
    if (this.few.length < 16) this.few.push(value, copy)
    else (this.many ??= new Map()).set(value, copy)
  }
}
