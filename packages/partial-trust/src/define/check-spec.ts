import { confidenceKinds, isOwnReason, isPromise, silence, wordShape } from '@partial-trust/core'
import { nearest } from '@partial-trust/settings'
import type { CorridorSpec } from './corridor-spec.js'
import { fieldShapes, kindOf } from './field-shapes.js'
import type { Schema } from './standard-schema.js'

/** Names of rules and parts, as they stand in records. */
const nameShape = /^[a-z][a-z0-9_]{0,39}$/

/**
 * Checks what the types cannot, and what plain JavaScript may get wrong. A field that is none is refused:
 * whoever misspelt one most likely meant to narrow something.
 *
 * @throws {TypeError} naming field, value and remedy.
 */
export function checkSpec<Command, Decision, Candidate>(
  spec: CorridorSpec<Command, Decision, Candidate>,
): void {
  if (typeof spec !== 'object' || spec === null) {
    throw new TypeError(
      `defineCorridor: the definition must be an object with intent, id, baseline, candidate and ask, got ${kindOf(spec)}`,
    )
  }
  // A name that is none may hold what steers a terminal.
  const isNamed = fieldShapes.intent.holds(spec.intent)
  const where = isNamed ? spec.intent : `intent: ${shown(spec.intent)}`
  const fail: Fail = (field, problem) => {
    throw new TypeError(`defineCorridor(${where}): ${field} ${problem}`)
  }
  for (const name of Object.keys(spec)) {
    if (Object.hasOwn(fieldShapes, name)) continue
    fail(
      name,
      `is no field of a definition; the nearest is ${nearest(name, Object.keys(fieldShapes))}`,
    )
  }
  const given: Readonly<Record<string, unknown>> = { ...spec }
  for (const [name, { needed, must, holds }] of Object.entries(fieldShapes)) {
    const value = given[name]
    if (value === undefined && !needed) continue
    if (!holds(value)) fail(name, `must be ${must}, got ${shown(value)}`)
  }
  checkSchemas(spec, fail)
  checkLabels(spec, fail)
  checkConfidence(spec, fail)
  checkParts(spec, fail)
  checkRules(spec, fail)
}

type Fail = (field: string, problem: string) => never

/** Asks each schema once, of nothing: one that answers with a promise would be late at every decision. */
function checkSchemas(
  schemas: Readonly<
    Partial<Record<'candidate' | 'command' | 'decision', Schema<unknown> | undefined>>
  >,
  fail: Fail,
): void {
  for (const name of ['candidate', 'command', 'decision'] as const) {
    const answer = askedOfNothing(schemas[name])
    if (!isPromise(answer)) continue
    silence(answer)
    fail(name, 'validates asynchronously; give a schema that answers at once')
  }
}

function askedOfNothing(schema: Schema<unknown> | undefined): unknown {
  try {
    return schema?.['~standard'].validate(undefined)
  } catch {
    return null // It will throw again where somebody hears of it.
  }
}

function checkLabels(
  { label, labels }: Pick<CorridorSpec<never, never, never>, 'label' | 'labels'>,
  fail: Fail,
): void {
  if ((label === undefined) !== (labels === undefined)) {
    fail('labels', 'and label belong together: the function, and every word it may answer')
  }
  if (labels === undefined) return
  if (new Set(labels).size < Math.max(labels.length, 1)) {
    fail('labels', 'must name at least one label, each once')
  }
  const odd = labels.find((word) => typeof word !== 'string' || !wordShape.test(word))
  if (odd !== undefined) fail('labels', `must be words of 1 to 64 of \\w.:-, got ${shown(odd)}`)
}

function checkConfidence(
  { confidence }: Pick<CorridorSpec<never, never, never>, 'confidence'>,
  fail: Fail,
): void {
  if (confidence === undefined) return
  const { of, kind, atLeast, ...others } = confidence
  for (const name of Object.keys(others)) {
    fail(`confidence.${name}`, 'is no field of it; there are of, kind and atLeast')
  }
  if (typeof of !== 'function') {
    fail('confidence.of', `must be a function of the candidate, got ${kindOf(of)}`)
  }
  if (!confidenceKinds.includes(kind)) {
    fail('confidence.kind', `must be one of ${confidenceKinds.join(', ')}, got ${shown(kind)}`)
  }
  if (!(atLeast >= 0 && atLeast <= 1)) {
    fail('confidence.atLeast', `must be a share from 0 to 1, got ${shown(atLeast)}`)
  }
}

function checkParts(
  { parts = {} }: Pick<CorridorSpec<never, never, never>, 'parts'>,
  fail: Fail,
): void {
  for (const [name, list] of Object.entries(parts)) {
    if (!nameShape.test(name)) fail(`parts.${name}`, 'must be named [a-z][a-z0-9_]*, 40 at most')
    if (!Array.isArray(list?.words) || list.words.length === 0) {
      fail(`parts.${name}.words`, 'must name every word of the closed list')
    }
    if (typeof list.of !== 'function') {
      fail(`parts.${name}.of`, `must be a function of the command, got ${kindOf(list.of)}`)
    }
    const odd = list.words.find((word) => typeof word !== 'string' || !wordShape.test(word))
    if (odd !== undefined) {
      fail(`parts.${name}.words`, `must be words of 1 to 64 of \\w.:-, got ${shown(odd)}`)
    }
  }
}

function checkRules(
  { rules = {}, reasons = {} }: Pick<CorridorSpec<never, never, never>, 'rules' | 'reasons'>,
  fail: Fail,
): void {
  for (const [name, reason] of Object.entries(reasons)) {
    if (!Object.hasOwn(rules, name)) {
      const names = Object.keys(rules)
      const known = names.length === 0 ? 'there are none' : `there is ${names.join(', ')}`
      fail(`reasons.${name}`, `is told of a rule that is not there; ${known}`)
    }
    if (![reason?.meaning, reason?.action].every((text) => typeof text === 'string')) {
      fail(`reasons.${name}`, 'must be an object with meaning and action, each a text')
    }
  }
  for (const [name, rule] of Object.entries(rules)) {
    if (!nameShape.test(name)) fail(`rules.${name}`, 'must be named [a-z][a-z0-9_]*, 40 at most')
    if (!isOwnReason(name)) {
      fail(`rules.${name}`, 'has the name of a built-in reason; give the rule another')
    }
    if (typeof rule !== 'function') fail(`rules.${name}`, `must be a function, got ${kindOf(rule)}`)
  }
}

/** A setting's value; of anything that could hold content, its kind. */
function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 60))
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : kindOf(value)
}
