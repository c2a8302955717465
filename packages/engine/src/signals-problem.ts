import { isRecord } from '@partial-trust/core'
type Shape = { readonly must: string; readonly holds: (value: unknown) => boolean }

const text: Shape = {
  must: 'a text that is not empty',
  holds: (value) => typeof value === 'string' && value !== '',
}
const texts: Shape = {
  must: 'a list of texts',
  holds: (value) => Array.isArray(value) && value.every((one: unknown) => text.holds(one)),
}

const signals = {
  alertSecrets: texts,
  webhooks: { must: 'a list of { url, secret }', holds: Array.isArray },
}
const webhook = {
  url: text,
  secret: text,
  events: texts,
  format: {
    must: 'cloudevents or slack',
    holds: (value: unknown) => value === 'cloudevents' || value === 'slack',
  },
}

/**
 * What is wrong with a configuration's `signals`; null where nothing is. A receiver that is misspelt would
 * never be told, and nobody would hear of it.
 */
export function signalsProblem(value: unknown): string | null {
  if (value === undefined) return null
  const problem = problemOf(value, 'signals', signals, [])
  if (problem !== null || !isRecord(value)) return problem
  const webhooks: unknown = value['webhooks'] ?? []
  if (!Array.isArray(webhooks)) return null
  const problems = webhooks.map((one: unknown, index) =>
    problemOf(one, `signals.webhooks[${index}]`, webhook, ['url', 'secret']),
  )
  return problems.find((one) => one !== null) ?? null
}

function problemOf(
  value: unknown,
  where: string,
  shapes: Readonly<Record<string, Shape>>,
  needed: readonly string[],
): string | null {
  if (!isRecord(value)) return `${where} must be an object`
  const known = Object.keys(shapes)
  const odd = Object.keys(value).find((key) => !known.includes(key))
  if (odd !== undefined) return `${where}.${odd} is no key of it; there are ${known.join(', ')}`
  for (const [name, { must, holds }] of Object.entries(shapes)) {
    const one = value[name]
    if (one === undefined && !needed.includes(name)) continue
    if (!holds(one)) return `${where}.${name} must be ${must}`
  }
  return null
}
