import { printable } from '../log/printable.js'

/** Markup that needs no escaping any more. */
export type Markup = { readonly markup: string }

type Part = Markup | string | number | null | readonly Markup[]

/** Markup from a template; everything put into it is escaped unless it is markup itself. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { markup: texts.map((text, i) => text + render(parts[i] ?? null)).join('') }
}

function render(part: Part): string {
  if (part === null) return ''
  if (typeof part === 'number') return String(part)
  if (typeof part === 'string') return escapeText(part)
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('')
}

function escapeText(text: string): string {
  return printable(text).replace(/[&<>"']/gu, (character) => `&#${character.codePointAt(0) ?? 0};`)
}

export const nothing: Markup = { markup: '' }
