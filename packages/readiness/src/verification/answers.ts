import { schemaAnswer, seededRandom } from '@partial-trust/testing'

type Schema = Readonly<Record<string, unknown>>

/** A value of the JSON Schema, by the number of the try; the words fill its texts. */
export function valueOfSchema(schema: Schema, ordinal: number, words = 'sample words'): unknown {
  const request = {
    model: 'verify',
    schema,
    messages: [{ role: 'user', content: words }],
    ordinal,
  }
  const said = schemaAnswer(request, seededRandom('verify', ordinal), false)
  if (typeof said !== 'string') return said
  try {
    const value: unknown = JSON.parse(said)
    return value
  } catch {
    return said
  }
}

/** What a model must not be believed, and whether the candidate's own schema says so. */
export type HostileAnswer = {
  readonly name: string
  readonly value: unknown
  /** True where the JSON Schema refuses it; one that it takes may be accepted. */
  readonly mustRefuse: boolean
}

/** Values of wrong shape: the whole of them, then each member of a good answer in turn. */
export function hostileAnswers(schema: Schema, good: unknown): readonly HostileAnswer[] {
  const { type, required } = schema
  const isObjectSchema = type === 'object'
  const whole: readonly HostileAnswer[] = [
    ...[null, 'hostile', 'x'.repeat(100_000), 1e308, true, [], [[[[[]]]]]].map((value) => ({
      name: `${value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`} for the whole answer`,
      value,
      mustRefuse: isObjectSchema,
    })),
    {
      name: 'an empty object',
      value: {},
      mustRefuse: Array.isArray(required) && required.length > 0,
    },
    {
      name: 'an object of foreign members',
      value: { hostile: 'hostile', constructor: 'hostile', __proto__: null },
      mustRefuse: Array.isArray(required) && required.length > 0,
    },
  ]
  return [...whole, ...brokenMembers(schema, good)]
}

function brokenMembers(schema: Schema, good: unknown): readonly HostileAnswer[] {
  if (!isObject(good) || !isObject(schema['properties'])) return []
  return Object.entries(schema['properties']).flatMap(([key, member]) => {
    if (!isObject(member) || !(key in good)) return []
    const wrong = wrongFor(member)
    if (wrong === undefined) return []
    return [{ name: `a wrong value of ${key}`, value: { ...good, [key]: wrong }, mustRefuse: true }]
  })
}

/** A value that the schema surely refuses; undefined where it does not say what it takes. */
function wrongFor({ type, enum: listed, const: fixed }: Schema): unknown {
  if (Array.isArray(listed) || fixed !== undefined) return 'hostile, and in no list'
  switch (type) {
    case 'string':
      return { hostile: true }
    case 'number':
    case 'integer':
    case 'boolean':
    case 'array':
    case 'object':
      return 'hostile'
    default:
      return undefined
  }
}

export function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
