import type { Certificate, ConfidenceStanding } from './confidence-standing.js'

type Fields = Readonly<Record<string, unknown>>

/** @throws {TypeError} that names the field. */
export function parseConfidence(value: unknown): ConfidenceStanding {
  const fields = fieldsOf(value, 'rollout.confidence')
  const { certificate = null } = fields
  return {
    at_least: shareOf(fields, 'at_least'),
    certificate: certificate === null ? null : parseCertificate(certificate),
    at: textOf(fields, 'at'),
    by: textOf(fields, 'by'),
    reason: textOf(fields, 'reason'),
  }
}

/** @throws {TypeError} that names the field. */
export function parseCertificate(value: unknown): Certificate {
  const fields = fieldsOf(value, 'certificate')
  const { epoch = null, kind = null } = fields
  return {
    at_least: shareOf(fields, 'at_least'),
    max_wrong: shareOf(fields, 'max_wrong'),
    epoch: epoch === null ? null : textOf(fields, 'epoch'),
    kind: kind === null ? null : textOf(fields, 'kind'),
  }
}

/** @throws {TypeError} when the field is no number from 0 to 1. */
export function shareOf(fields: Fields, key: string): number {
  const value = fields[key]
  if (typeof value === 'number' && value >= 0 && value <= 1) return value
  throw new TypeError(`${key} is not a number from 0 to 1`)
}

function textOf(fields: Fields, key: string): string {
  const value = fields[key]
  if (typeof value === 'string') return value
  throw new TypeError(`${key} is not text`)
}

function fieldsOf(value: unknown, what: string): Fields {
  if (isFields(value)) return value
  throw new TypeError(`${what} is not an object`)
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
