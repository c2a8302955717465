import { UserError } from '@partial-trust/settings'
import type { z } from 'zod'
import { digestOf } from './bundle.js'
import type { Difference } from './differences.js'

/** @throws {UserError} when the text is not one JSON object. */
export function parseBundleText(text: string, name: string): object {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {
    // said below
  }
  throw new UserError(
    `${name} is no evidence bundle: it is not one JSON object; write one with \`partial-trust evidence-bundle -o FILE\``,
  )
}

export function notBundle(name: string, { issues: [issue] }: z.ZodError): UserError {
  const where = issue === undefined || issue.path.length === 0 ? 'the whole' : issue.path.join('.')
  return new UserError(`${name} is no evidence bundle: ${where}: ${issue?.message ?? 'unreadable'}`)
}

/** Whether anything was changed since it was written, and not by the product. */
export function textDifferences(text: string, raw: object, stated: string): Difference[] {
  const digest = digestOf(raw)
  if (digest !== stated) {
    return [{ where: 'digest', what: `says ${stated}, but the content has ${digest}` }]
  }
  if (text === `${JSON.stringify(raw)}\n`) return []
  return [
    {
      where: 'the file',
      what: 'is not the text that was written: it was reformatted or repeats a key',
    },
  ]
}
