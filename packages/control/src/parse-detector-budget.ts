import type { DetectorBudget } from '@partial-trust/core'

/** @throws {TypeError} that names the field. */
export function parseDetectorBudget(value: unknown): DetectorBudget {
  if (typeof value !== 'object' || value === null) throw new TypeError('detector is not an object')
  const fields: Readonly<Record<string, unknown>> = { ...value }
  return {
    share: positive(fields, 'share'),
    per_day: fields['per_day'] === null ? null : positive(fields, 'per_day'),
    max_days: positive(fields, 'max_days'),
    least: positive(fields, 'least'),
  }
}

function positive(fields: Readonly<Record<string, unknown>>, key: string): number {
  const value = fields[key]
  if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return value
  throw new TypeError(`detector.${key} is not a number above 0`)
}
