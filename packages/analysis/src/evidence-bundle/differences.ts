import { isRecord } from '@partial-trust/core'
/** One place where a bundle says something else than what follows from its counts, or from the log. */
export type Difference = {
  /** Path within the bundle, such as `verdict.metrics[0].s`. */
  readonly where: string
  /** In words, values included. */
  readonly what: string
}

/** Figures may differ by this much of themselves: logarithms of another machine. */
const tolerance = 1e-9

/** Every leaf of two JSON values that differs. */
export function differences(where: string, stated: unknown, derived: unknown): Difference[] {
  if (isList(stated) && isList(derived))
    return ofEntries(where, stated, derived, (key) => `[${key}]`)
  if (isRecord(stated) && isRecord(derived)) {
    return ofEntries(where, stated, derived, (key) => `.${key}`)
  }
  if (isSame(stated, derived)) return []
  return [{ where, what: `says ${shown(stated)}, but ${shown(derived)} follows` }]
}

function ofEntries(
  where: string,
  stated: object,
  derived: object,
  step: (key: string) => string,
): Difference[] {
  const ours = new Map<string, unknown>(Object.entries(stated))
  const theirs = new Map<string, unknown>(Object.entries(derived))
  return [...new Set([...ours.keys(), ...theirs.keys()])].flatMap((key) =>
    differences(where + step(key), ours.get(key), theirs.get(key)),
  )
}

function isSame(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') {
    return Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b))
  }
  return a === b
}

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 77)}…` : text
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}
