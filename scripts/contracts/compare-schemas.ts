type Json = null | boolean | number | string | readonly Json[] | JsonObject
export type JsonObject = { readonly [key: string]: Json | undefined }

/** How the set of values that a schema accepts has changed at one place. */
export type Change = {
  /** JSON Pointer into the new schema; of the old one where something was removed. */
  readonly pointer: string
  /** `other`: it cannot be said to be only wider or only narrower. */
  readonly kind: 'wider' | 'narrower' | 'other'
  readonly what: string
}

const annotations: ReadonlySet<string> = new Set([
  '$schema',
  '$id',
  '$comment',
  '$defs',
  'title',
  'description',
  'examples',
  'default',
  'deprecated',
])
/** Keywords that are compared by their own rule; any other that differs is `other`. */
const lowerLimits: ReadonlySet<string> = new Set([
  'minimum',
  'exclusiveMinimum',
  'minLength',
  'minItems',
  'minProperties',
])
const upperLimits: ReadonlySet<string> = new Set([
  'maximum',
  'exclusiveMaximum',
  'maxLength',
  'maxItems',
  'maxProperties',
])

/**
 * Compares two JSON Schemas that refuse unknown keys. It knows the keywords that our contracts use
 * and calls any difference it cannot judge `other`, so that doubt counts as a breaking change.
 */
export function compareSchemas(before: JsonObject, after: JsonObject): readonly Change[] {
  const changes: Change[] = []
  const seen = new Set<string>()
  compare(before, after, '')
  return changes

  function compare(oldNode: JsonObject, newNode: JsonObject, pointer: string): void {
    const refs = JSON.stringify([oldNode['$ref'], newNode['$ref']])
    if ('$ref' in oldNode || '$ref' in newNode) {
      if (seen.has(refs)) return
      seen.add(refs)
    }
    const was = resolved(before, oldNode)
    const is = resolved(after, newNode)
    for (const keyword of new Set([...Object.keys(was), ...Object.keys(is)])) {
      if (!annotations.has(keyword)) compareKeyword(keyword, was, is, pointer)
    }
  }

  function compareKeyword(keyword: string, was: JsonObject, is: JsonObject, pointer: string): void {
    const [old, now] = [was[keyword], is[keyword]]
    const at = `${pointer}/${keyword}`
    if (keyword === 'properties') return compareProperties(objectOf(old), objectOf(now), at)
    if (keyword === 'required') return compareSets(listOf(now), listOf(old), at, 'required key')
    if (keyword === 'const' || keyword === 'enum') {
      if (old === undefined || now === undefined) return compareValueSets(was, is, pointer)
      return compareSets(
        keyword === 'const' ? [old] : listOf(old),
        keyword === 'const' ? [now] : listOf(now),
        at,
        'value',
      )
    }
    if (keyword === 'type') return compareSets(typesOf(old), typesOf(now), at, 'type')
    if (keyword === 'items' && isObject(old) && isObject(now)) return compare(old, now, at)
    if (
      keyword === 'oneOf' &&
      Array.isArray(old) &&
      Array.isArray(now) &&
      old.length === now.length
    ) {
      for (const [i, branch] of old.entries())
        compare(objectOf(branch), objectOf(now[i]), `${at}/${i}`)
      return
    }
    if (JSON.stringify(old) === JSON.stringify(now)) return
    if (old === undefined) return report(at, 'narrower', `${keyword} was added`)
    if (now === undefined) return report(at, 'wider', `${keyword} was removed`)
    if (typeof old === 'number' && typeof now === 'number') {
      if (lowerLimits.has(keyword))
        return report(at, now > old ? 'narrower' : 'wider', `${keyword} ${old} became ${now}`)
      if (upperLimits.has(keyword))
        return report(at, now < old ? 'narrower' : 'wider', `${keyword} ${old} became ${now}`)
    }
    report(at, 'other', `${keyword} changed`)
  }

  /** `const: a` against `enum: [a, b]`, or either against no limit at all. */
  function compareValueSets(was: JsonObject, is: JsonObject, pointer: string): void {
    const [old, now] = [valuesOf(was), valuesOf(is)]
    if (old === undefined && now !== undefined)
      report(pointer, 'narrower', 'values are now limited')
    else if (old !== undefined && now === undefined)
      report(pointer, 'wider', 'values are no longer limited')
    else compareSets(old ?? [], now ?? [], pointer, 'value')
  }

  function compareProperties(old: JsonObject, now: JsonObject, at: string): void {
    for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
      const [before_, after_] = [old[key], now[key]]
      const where = `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
      if (before_ === undefined) report(where, 'wider', 'the key was added')
      else if (after_ === undefined) report(where, 'narrower', 'the key was removed')
      else compare(objectOf(before_), objectOf(after_), where)
    }
  }

  /** What only the second list holds is wider, what only the first holds is narrower. */
  function compareSets(old: readonly Json[], now: readonly Json[], at: string, what: string): void {
    const [before_, after_] = [new Set(old.map(text)), new Set(now.map(text))]
    for (const value of after_)
      if (!before_.has(value))
        report(
          at,
          'wider',
          `${what} ${value} ${what === 'required key' ? 'is no longer required' : 'was added'}`,
        )
    for (const value of before_)
      if (!after_.has(value))
        report(
          at,
          'narrower',
          `${what} ${value} ${what === 'required key' ? 'is now required' : 'was removed'}`,
        )
  }

  function report(pointer: string, kind: Change['kind'], what: string): void {
    changes.push({ pointer, kind, what })
  }
}

function resolved(root: JsonObject, node: JsonObject): JsonObject {
  const ref = node['$ref']
  if (typeof ref !== 'string') return node
  const target = ref
    .split('/')
    .slice(1)
    .reduce<Json | undefined>((at, key) => (isObject(at) ? at[key] : undefined), root)
  if (!ref.startsWith('#/') || !isObject(target))
    throw new Error(`the reference ${ref} leads nowhere`)
  return target
}

function valuesOf(node: JsonObject): readonly Json[] | undefined {
  if (node['const'] !== undefined) return [node['const']]
  return Array.isArray(node['enum']) ? node['enum'] : undefined
}

const allTypes = ['null', 'boolean', 'number', 'string', 'array', 'object']

function typesOf(value: Json | undefined): readonly Json[] {
  if (value === undefined) return allTypes
  const types = Array.isArray(value) ? value : [value]
  return types.includes('number') ? [...types, 'integer'] : types
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : []
}

function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {}
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function text(value: Json): string {
  return JSON.stringify(value)
}
