/**
 * A copy of plain data, cycles included, for code that must not be able to change the original.
 * Instances of classes are handed over as they are: nobody outside can copy one.
 */
export function copyOf<Value>(value: Value): Value
export function copyOf(value: unknown): unknown {
  return copied(value, new Map())
}

function copied(value: unknown, known: Map<object, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value
  const before = known.get(value)
  if (before !== undefined) return before
  if (Array.isArray(value)) {
    const list: unknown[] = []
    known.set(value, list)
    for (const item of value as readonly unknown[]) list.push(copied(item, known))
    return list
  }
  if (value instanceof Date) return new Date(value.getTime())
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return value
  const object: Record<string, unknown> = {}
  if (prototype === null) Object.setPrototypeOf(object, null)
  known.set(value, object)
  for (const [key, held] of Object.entries(value)) put(object, key, copied(held, known))
  return object
}

/** As an own property, even if it is called `__proto__`. */
function put(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value
  else
    Object.defineProperty(object, key, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    })
}
