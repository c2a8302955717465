import { nearest } from '@partial-trust/settings'
import type { TrustOptions } from './open-trust.js'

type Shape = { readonly must: string; readonly holds: (value: unknown) => boolean }

const isFunction = (value: unknown): boolean => typeof value === 'function'

/** An object that has these methods. */
function having(...methods: readonly string[]): Shape {
  return {
    must: `an object with ${methods.join(', ')}`,
    holds: (value) =>
      typeof value === 'object' &&
      value !== null &&
      methods.every((method) => isFunction(Reflect.get(value, method))),
  }
}

const isText = (value: unknown): boolean => typeof value === 'string'
const text: Shape = { must: 'a text', holds: isText }

/** Whether what every process calls on its store is there. */
function isStore(value: object): boolean {
  const store: unknown = Reflect.get(value, 'store')
  const evidence: unknown = Reflect.get(value, 'evidence')
  return (
    having('read', 'change', 'killAll', 'plan', 'audit', 'subscribe').holds(store) &&
    having('save', 'evidence', 'outcome', 'tidy', 'report', 'processes').holds(evidence)
  )
}

/** Every option; one that is missing here does not compile. */
const shapes: Readonly<Record<keyof TrustOptions, Shape>> = {
  env: { must: 'an object of texts, such as process.env', holds: isObject },
  cwd: text,
  state: {
    must: 'null or an open store, such as postgresState(url) of partial-trust/postgres; an address goes into PARTIAL_TRUST_STATE',
    holds: (value) => value === null || (isObject(value) && isStore(value)),
  },
  riskLog: having('append', 'stats', 'close'),
  corridors: {
    must: 'a list of what defineCorridor made',
    holds: (value) =>
      Array.isArray(value) &&
      value.every((one: unknown) => isObject(one) && 'intent' in one && isText(one.intent)),
  },
  clock: having('epochMs', 'monotonicMs', 'setTimer', 'clearTimer'),
  ids: having('decisionId', 'traceId'),
  onRecord: { must: 'a function of the record', holds: isFunction },
  logger: having('warn'),
  registry: having('registerMetric'),
  controller: { must: 'true or false', holds: (value) => typeof value === 'boolean' },
}

/**
 * Checks what plain JavaScript may get wrong: an option that is not seen would be read from the
 * environment instead.
 *
 * @throws {TypeError} naming option, value and remedy.
 */
export function checkTrustOptions(options: unknown): void {
  if (!isObject(options)) {
    throw new TypeError(`openTrust: options must be an object, got ${kindOf(options)}`)
  }
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue
    const shape = new Map<string, Shape>(Object.entries(shapes)).get(name)
    if (shape === undefined) {
      const known = nearest(name, Object.keys(shapes))
      throw new TypeError(`openTrust: ${name} is no option; the nearest is ${known}`)
    }
    if (!shape.holds(value)) {
      throw new TypeError(`openTrust: ${name} must be ${shape.must}, got ${kindOf(value)}`)
    }
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : typeof value
}
