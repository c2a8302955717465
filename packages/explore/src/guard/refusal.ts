/** Why something was not run. Machine-readable reports carry the code: add to the list, never rename. */
export const refusalCodes = [
  'not-in-plan',
  'unknown-command',
  'unknown-option',
  'dangerous-option',
  'bad-value',
  'bad-script',
  'path-outside',
  'link-outside',
  'not-a-file',
  'reads-input',
  'syntax',
  'character',
  'expansion',
  'substitution',
  'redirect',
  'background',
  'compound',
  'assignment',
  'too-much',
  'repository',
  'not-checkable',
] as const
export type RefusalCode = (typeof refusalCodes)[number]

export type Refused = {
  readonly kind: 'refused'
  readonly code: RefusalCode
  /** One sentence for a person: what, and why it may not run. */
  readonly why: string
}

export function refuse(code: RefusalCode, why: string): Refused {
  return { kind: 'refused', code, why }
}
