import { code, markdownTable } from './markdown-table.ts'

/** As much of JSON Schema as our formats use. */
export type Schema = {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly default?: unknown
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly minItems?: number
  readonly minLength?: number
  readonly pattern?: string
  readonly format?: string
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly oneOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
}

/** The keys of a JSON Schema, as a Markdown table for every object in it, nested ones by their path. */
export function schemaTables(schema: Schema): string {
  return objectsIn(schema, '')
    .map(({ path, object }) => {
      const heading = path === '' ? '' : `## ${path}\n\n`
      return `${heading}${markdownTable(['key', 'is', 'means'], rowsOf(object))}`
    })
    .join('\n\n')
}

type Placed = { readonly path: string; readonly object: Schema }

function objectsIn(schema: Schema, path: string): readonly Placed[] {
  if (schema.items !== undefined) return objectsIn(schema.items, `${path}[]`)
  const variants = (schema.oneOf ?? schema.anyOf ?? []).filter(
    ({ properties }) => properties !== undefined,
  )
  if (variants.length > 0) {
    return variants.flatMap((variant) => objectsIn(variant, `${path}${nameOf(variant)}`))
  }
  if (schema.properties === undefined) return []
  const below = Object.entries(schema.properties).flatMap(([key, value]) =>
    objectsIn(value, path === '' ? key : `${path}.${key}`),
  )
  return [{ path, object: schema }, ...below]
}

function rowsOf({ properties = {}, required = [] }: Schema): readonly string[][] {
  return Object.entries(properties).map(([key, value]) => {
    const shape = [
      shapeOf(value),
      ...(required.includes(key) ? ['required'] : []),
      ...(value.default === undefined || isEmptyObject(value.default)
        ? []
        : [`default ${code(JSON.stringify(value.default))}`]),
    ]
    return [code(key), shape.join('; '), value.description ?? '']
  })
}

/** Which of several shapes this is: by the first key whose value is fixed. */
function nameOf({ properties = {} }: Schema): string {
  const [fixed] = Object.values(properties).filter(({ enum: words }) => words !== undefined)
  return fixed?.enum?.length === 1 ? `: ${String(fixed.enum[0])}` : ''
}

function shapeOf(schema: Schema): string {
  const { oneOf, anyOf, enum: words, const: only, type } = schema
  if (only !== undefined) return code(JSON.stringify(only))
  if (words !== undefined) return words.map((word) => code(String(word))).join(', ')
  const shapes = oneOf ?? anyOf
  if (shapes !== undefined) return [...new Set(shapes.map(shapeOf))].join(' or ')
  const name = typeof type === 'string' ? type : (type ?? ['any']).join(' or ')
  return [name, ...limitsOf(schema)].join(', ')
}

function limitsOf(schema: Schema): readonly string[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, pattern, format } = schema
  const limits: readonly (readonly [string, number | string | undefined])[] = [
    ['>=', minimum],
    ['>', exclusiveMinimum],
    ['<=', maximum],
    ['<', exclusiveMaximum],
    ['', format],
  ]
  const said = limits.flatMap(([sign, limit]) =>
    limit === undefined ? [] : [`${sign} ${limit}`.trim()],
  )
  return pattern === undefined ? said : [...said, code(pattern)]
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}
