import { createHash } from 'node:crypto'
import { z } from 'zod'
import { countedEvidence } from './counted-evidence.js'

export const bundleFormat = 'partial-trust/evidence-bundle/1'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/u)

/** One file that says what was decided about a stage and holds all it takes to decide it again. */
export const bundleShape = z.strictObject({
  format: z.literal(bundleFormat),
  /** The moment the evidence was judged at: buckets not sealed by then do not count. */
  created_at: z.iso.datetime({ precision: 3 }),
  versions: z.strictObject({
    product: z.string(),
    node: z.string(),
    /** `-dirty` behind it when files were changed; null outside of a checkout. */
    commit: z.string().nullable(),
  }),
  question: z.strictObject({
    stage: z.string(),
    corridor: z.string().nullable(),
    incidents: z.int().nonnegative(),
  }),
  /** SHA-256 over corridors, variables, reason codes, plan and policy, as in the verification report. */
  configuration: sha256,
  plan: z.unknown(),
  log: z.strictObject({
    name: z.string(),
    records: z.int().nonnegative(),
    /** Oldest first. */
    files: z.array(z.strictObject({ name: z.string(), bytes: z.int().nonnegative(), sha256 })),
  }),
  evidence: countedEvidence,
  /** As `gate --json` prints it. */
  verdict: z.unknown(),
  /** As `analyze --format json` prints it. */
  report: z.unknown(),
  /** As `analyze --format html` prints it: one page with the plots. */
  page: z.string(),
  /** Over everything above: SHA-256 of its JSON without spaces. */
  digest: sha256,
})

export type Bundle = z.infer<typeof bundleShape>

/** A bundle's content as the text that is written; there is only one. */
export function bundleText(content: object): string {
  return `${JSON.stringify({ ...content, digest: digestOf(content) })}\n`
}

/** Digest over everything but the digest itself. */
export function digestOf(content: object): string {
  const rest = Object.entries(content).filter(([name]) => name !== 'digest')
  return createHash('sha256')
    .update(JSON.stringify(Object.fromEntries(rest)))
    .digest('hex')
}
