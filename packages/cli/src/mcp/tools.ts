/** What an assistant may ask of the service, by name. */
export type Tool = {
  readonly name: string
  readonly description: string
  readonly inputSchema: object
  readonly annotations: { readonly readOnlyHint: boolean; readonly destructiveHint: boolean }
  /** Which token it takes. */
  readonly role: 'viewer' | 'operator'
  /** The request that it is; a text says why it is refused before anything is asked. */
  readonly requestOf: (given: Arguments) => ToolRequest | string
}

export type Arguments = Readonly<Record<string, unknown>>
export type ToolRequest =
  | { readonly method: 'GET'; readonly path: string }
  | { readonly method: 'POST'; readonly path: string; readonly body: object }

const corridor = { type: 'string', description: 'Name of a registered corridor' }
const limit = { type: 'integer', minimum: 1, maximum: 100, default: 20 }

/** Reading alone: what the console shows a viewer. */
export const readingTools: readonly Tool[] = [
  reading('status', 'Where every corridor, process and lease stands', {}, () => '/v1/corridors'),
  reading(
    'verdict',
    'What the gates say of a corridor’s rollout (GO, NO_GO or INSUFFICIENT), why, and what is missing',
    { corridor },
    (given) => `/v1/corridors/${word(given, 'corridor')}/gate`,
  ),
  reading(
    'records',
    'The latest content-free risk records of a corridor, newest first',
    { corridor, limit },
    (given) => `/v1/records?intent=${word(given, 'corridor')}&limit=${most(given)}`,
  ),
  reading(
    'audit',
    'The latest changes of live control, who made them and why',
    { limit },
    (given) => `/v1/audit?limit=${most(given)}`,
    [],
  ),
]

/** They only take trust away. Nothing here promotes, resumes or starts. */
export const closingTools: readonly Tool[] = [
  closing('kill', 'Close a corridor at once, everywhere, until a person resumes it'),
  closing('incident', 'Report harm: closes the stage at once'),
]

function reading(
  name: string,
  description: string,
  properties: object,
  pathOf: (given: Arguments) => string,
  required: readonly string[] = 'corridor' in properties ? ['corridor'] : [],
): Tool {
  return {
    name,
    description,
    inputSchema: schemaOf(properties, required),
    annotations: { readOnlyHint: true, destructiveHint: false },
    role: 'viewer',
    requestOf: (given) =>
      wrongIn(given, Object.keys(properties), required) ?? { method: 'GET', path: pathOf(given) },
  }
}

function closing(name: 'kill' | 'incident', description: string): Tool {
  const confirm = {
    type: 'string',
    description: `Exactly "${name} CORRIDOR", with the corridor’s name: said by a person, not guessed`,
  }
  const reason = { type: 'string', minLength: 1, description: 'Why; goes into the audit trail' }
  const names = ['corridor', 'reason', 'confirm']
  return {
    name,
    description,
    inputSchema: schemaOf({ corridor, reason, confirm }, names),
    annotations: { readOnlyHint: false, destructiveHint: true },
    role: 'operator',
    requestOf(given) {
      const wrong = wrongIn(given, names, names)
      if (wrong !== null) return wrong
      const wanted = `${name} ${String(given['corridor'])}`
      if (given['confirm'] !== wanted) {
        return `nothing was done: confirm must be exactly ${JSON.stringify(wanted)}`
      }
      const { reason: why } = given
      if (typeof why !== 'string' || why.trim() === '') return 'nothing was done: say a reason'
      const path = `/v1/corridors/${word(given, 'corridor')}/${name}`
      return { method: 'POST', path, body: { reason: `${why} (through an assistant)` } }
    },
  }
}

/**
 * Why arguments are not what a tool takes, null where they are: clients need not hold them to its schema. One that
 * would be passed over may be what was meant most, such as the part of a corridor.
 */
function wrongIn(
  given: Arguments,
  known: readonly string[],
  required: readonly string[],
): string | null {
  const names = Object.keys(given)
  if (names.some((name) => !known.includes(name))) {
    const list = known.length === 0 ? 'no argument' : `${known.join(', ')} alone`
    return `nothing was done: this takes ${list}`
  }
  const missing = required.find((name) => given[name] === undefined)
  if (missing !== undefined) return `nothing was done: ${missing} is missing`
  const { corridor: name, limit: count } = given
  // A name such as `..` would lead to another route: that of all corridors.
  if (name !== undefined && !(typeof name === 'string' && /^[\w-]{1,200}$/.test(name)))
    return 'nothing was done: corridor must be the name of a registered one'
  if (count === undefined) return null
  if (Number.isInteger(count) && Number(count) >= 1 && Number(count) <= 100) return null
  return 'nothing was done: limit must be a whole number from 1 to 100'
}

function schemaOf(properties: object, required: readonly string[]): object {
  return { type: 'object', properties, required, additionalProperties: false }
}

function word(given: Arguments, name: string): string {
  const { [name]: text } = given
  return typeof text === 'string' ? encodeURIComponent(text) : ''
}

function most({ limit: given = 20 }: Arguments): string {
  return String(given)
}
