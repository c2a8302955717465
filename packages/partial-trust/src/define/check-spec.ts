import type { CorridorSpec } from './corridor-spec.js'

/** Names of rules, as the reasons they give stand in records. */
const ruleName = /^[a-z][a-z0-9_]{0,39}$/

/**
 * Checks what the types cannot, and what plain JavaScript may get wrong.
 *
 * @throws {TypeError} naming field, value and remedy.
 */
export function checkSpec<Command, Decision, Candidate>(
  spec: CorridorSpec<Command, Decision, Candidate>,
): void {
  const fail = (field: string, problem: string): never => {
    throw new TypeError(`defineCorridor(${spec.intent}): ${field} ${problem}`)
  }
  const needFunction = (field: 'id' | 'baseline'): void => {
    if (typeof spec[field] !== 'function') {
      fail(field, `must be a function of the command, got ${kindOf(spec[field])}`)
    }
  }
  if (typeof spec.intent !== 'string' || !/^[a-z][a-z0-9_]{0,63}$/.test(spec.intent)) {
    fail('intent', 'must be lower case letters, digits and _, a letter first, 64 at most')
  }
  needFunction('id')
  needFunction('baseline')
  for (const field of ['command', 'candidate', 'decision'] as const) {
    const schema: unknown = spec[field]
    if (schema === undefined && field !== 'candidate') continue
    if (!isStandardSchema(schema)) {
      fail(field, `must be a Standard Schema (zod, valibot, arktype, …), got ${kindOf(schema)}`)
    }
  }
  const { ask, label, labels, confidence, rules = {} } = spec
  if (typeof ask !== 'function' && typeof ask?.open !== 'function') {
    fail('ask', `must be an async function, policy(…), languageModel(…) or decisionModel(…)`)
  }
  if ((label === undefined) !== (labels === undefined)) {
    fail('labels', 'and label belong together: the function, and every word it may answer')
  }
  if (labels !== undefined && new Set(labels).size < Math.max(labels.length, 1)) {
    fail('labels', 'must name at least one label, each once')
  }
  if (confidence !== undefined && !(confidence.atLeast >= 0 && confidence.atLeast <= 1)) {
    fail('confidence.atLeast', `must be a share from 0 to 1, got ${confidence.atLeast}`)
  }
  for (const [name, list] of Object.entries(spec.parts ?? {})) {
    if (!Array.isArray(list?.words) || list.words.length === 0) {
      fail(`parts.${name}.words`, 'must name every word of the closed list')
    }
    if (typeof list.of !== 'function') {
      fail(`parts.${name}.of`, `must be a function of the command, got ${kindOf(list.of)}`)
    }
  }
  for (const [name, rule] of Object.entries(rules)) {
    if (!ruleName.test(name)) fail(`rules.${name}`, 'must be named [a-z][a-z0-9_]*, 40 at most')
    if (typeof rule !== 'function') fail(`rules.${name}`, `must be a function, got ${kindOf(rule)}`)
  }
}

function isStandardSchema(value: unknown): boolean {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function'
  return isObject && '~standard' in value
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : typeof value
}
