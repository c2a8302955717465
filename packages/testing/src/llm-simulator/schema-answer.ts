import type { Random } from '../seeded-random.js'
import { isObject } from './chat-protocol.js'
import type { SimulatedRequest } from './chat-protocol.js'
import { householdAnswer } from './household-answer.js'

/**
 * An answer for whichever corridor asks: the household's where the schema asks for `items` or there
 * is none, otherwise an object of the schema's shape, chosen by the words of the prompt.
 */
export function simulatedAnswer(
  request: SimulatedRequest,
  random: Random,
  wrong: boolean,
): object | string {
  const properties = request.schema?.['properties']
  if (!isObject(properties) || Object.hasOwn(properties, 'items')) {
    return householdAnswer(request, random, wrong)
  }
  const prompt = request.messages.find(({ role }) => role === 'user')?.content.toLowerCase() ?? ''
  const fields = Object.entries(properties).map(([key, schema]) => [
    key,
    valueFor(schema, prompt, random, wrong),
  ])
  return Object.fromEntries(fields)
}

function valueFor(schema: unknown, prompt: string, random: Random, wrong: boolean): unknown {
  if (!isObject(schema)) return null
  if (Array.isArray(schema['enum'])) return oneOf(schema['enum'], prompt, random, wrong)
  switch (schema['type']) {
    case 'number':
      return wrong ? 0.2 : 0.55 + Math.round(random() ** 0.35 * 44) / 100
    case 'integer':
      return Math.round(random() * 10)
    case 'boolean':
      return random() < 0.5
    case 'array':
      return []
    case 'object':
      return {}
    default:
      return prompt.split(/\s+/u).slice(0, 6).join(' ')
  }
}

/** The value that the prompt names, else any; when wrong, any but the named one. */
function oneOf(
  values: readonly unknown[],
  prompt: string,
  random: Random,
  wrong: boolean,
): unknown {
  const named = values.filter((value) => {
    const stem = String(value).slice(0, 5)
    return typeof value === 'string' && prompt.includes(stem)
  })
  const rest = values.filter((value) => !named.includes(value))
  const pool = wrong || named.length === 0 ? rest : named
  const from = pool.length > 0 ? pool : values
  return from[Math.floor(random() * from.length)]
}
