import type { Block } from './markdown.ts'

/** What is done about a fenced block, so that what a page shows is known to work. */
export type FenceKind =
  /** Run as it stands, in the rehearsal or in the repository; every line must end well. */
  | { readonly kind: 'run'; readonly where: 'rehearsal' | 'repository' }
  /** Read by its own parser. */
  | { readonly kind: 'read'; readonly as: 'json' | 'yaml' }
  /** Another check does it: `by` names it. */
  | { readonly kind: 'elsewhere'; readonly by: string }
  /** Cannot be run here; the page says why, as `not-run="…"` on the opening line. */
  | { readonly kind: 'not-run'; readonly why: string }
  /** Nothing is known of it: a problem. */
  | { readonly kind: 'unknown' }

/** Pages whose blocks a check of their own runs, in their order. */
const followed: Readonly<Record<string, string>> = {
  'docs/operations/partial-trust-runbook.md':
    'packages/readiness/src/documents/runbook-follow.test.ts',
  'docs/operations/readiness-plan.md': 'npm run readiness-plan:check',
  'docs/your-first-rollout.md': 'npm run docs:walk',
}

const shells = new Set(['sh', 'bash', 'shell', 'console'])

export function fenceKind(page: string, block: Block): FenceKind {
  const { language, notes, lines } = block
  if (language === 'yaml' || language === 'json') return { kind: 'read', as: language }
  if (language === 'ts') return { kind: 'elsewhere', by: 'scripts/documented-code.test.ts' }
  if (!shells.has(language)) return { kind: 'elsewhere', by: 'nothing: it is output, or a sketch' }
  const why = notes.get('not-run')
  if (why !== undefined) return { kind: 'not-run', why }
  const by = followed[page]
  if (by !== undefined) return { kind: 'elsewhere', by }
  if (language === 'console' && lines.some((line) => /^[^$\s]/.test(line))) {
    return { kind: 'elsewhere', by: 'npm run docs:gates, which writes command and output' }
  }
  const text = lines.join('\n')
  if (isOfScripts(lines)) return { kind: 'elsewhere', by: 'npm run docs:check: the scripts exist' }
  if (!/\bpartial-trust\b|^export /m.test(text)) return { kind: 'unknown' }
  return { kind: 'run', where: text.includes('examples/') ? 'repository' : 'rehearsal' }
}

/** npm's own words and this repository's scripts: `.ci/run` and whoever measures run those. */
function isOfScripts(lines: readonly string[]): boolean {
  return lines.every((line) => /^\s*(?:#|$|npm (?:ci|test|run|install)\b|npx vitest\b)/.test(line))
}
