import { fieldKinds } from './field-kinds.js'
import { objectShapes, recordShape, type Field, type Shape } from './record-shape.js'
import { ownName, wordShape } from './traits.js'

type JsonSchema = Readonly<Record<string, unknown>>

const trait: JsonSchema = {
  anyOf: [{ type: ['boolean', 'integer', 'null'] }, { type: 'string', pattern: wordShape.source }],
}

const nested: Readonly<Record<string, JsonSchema>> = {
  model_meta: objectSchema(objectShapes.model_meta, false),
  baseline_summary: objectSchema(objectShapes.baseline_summary, true),
  llm_summary: objectSchema(
    { ...objectShapes.baseline_summary, ...objectShapes.llm_summary },
    true,
  ),
  diff_summary: objectSchema(objectShapes.diff_summary, false),
}

/** JSON Schema 2020-12 of one line of the risk log, published as `contracts/risk-record.schema.json`. */
export const riskRecordJsonSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://partial-trust.dev/contracts/risk-record.schema.json',
  title: 'Risk record',
  description:
    "One decision without its content, keys in this order. A summary's further keys are the corridor's own traits.",
  ...objectSchema(recordShape, false),
}

function objectSchema(shape: Shape, hasTraits: boolean): JsonSchema {
  const properties = Object.entries(shape).map(([key, field]) => [key, fieldSchema(key, field)])
  return {
    type: 'object',
    required: Object.entries(shape)
      .filter(([, { optional }]) => optional !== true)
      .map(([key]) => key),
    properties: Object.fromEntries(properties),
    ...(hasTraits ? { propertyNames: { pattern: ownName.source } } : {}),
    additionalProperties: hasTraits ? trait : false,
  }
}

function fieldSchema(key: string, { kind, nullable, says }: Field): JsonSchema {
  const held = kind === 'object' ? (nested[key] ?? {}) : fieldKinds[kind].schema
  return { description: says, ...(nullable === true ? { anyOf: [held, { type: 'null' }] } : held) }
}
