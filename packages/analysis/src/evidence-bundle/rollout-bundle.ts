import { z } from 'zod'
import { notBundle, parseBundleText } from './bundle-text.js'

export const rolloutBundleFormat = 'partial-trust/rollout-bundle/1'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/u)

/** One file that says how a rollout in force was judged and holds all it takes to judge it again. */
const shape = z.strictObject({
  format: z.literal(rolloutBundleFormat),
  /** The moment it was judged at: buckets not sealed by then do not count. */
  created_at: z.iso.datetime({ precision: 3 }),
  versions: z.strictObject({
    product: z.string(),
    node: z.string(),
    /** `-dirty` behind it when files were changed; null outside of a checkout. */
    commit: z.string().nullable(),
  }),
  /** SHA-256 over corridors, variables, reason codes, plan and policy, as in the verification report. */
  configuration: sha256,
  /** The corridor as the store held it: rollout, incident or closing, and its place in the audit trail. */
  state: z.unknown(),
  /** The plan stored with the rollout. */
  plan: z.unknown(),
  /** What all processes counted for the rollout: cells as live control writes them. */
  cells: z.unknown(),
  /** As `gate --json` prints it. */
  verdict: z.unknown(),
  /** One page with the plots of the counts. */
  page: z.string(),
  /** Over everything above: SHA-256 of its JSON without spaces. */
  digest: sha256,
})

export type RolloutBundle = z.infer<typeof shape>

/** Whether a text is the bundle of a rollout in force, and not of a log. */
export function isRolloutBundle(text: string): boolean {
  return text.startsWith(`{"format":"${rolloutBundleFormat}"`)
}

/** @throws {UserError} when the text is no bundle of a rollout. */
export function readRolloutBundle(
  text: string,
  name: string,
): { readonly raw: object; readonly bundle: RolloutBundle } {
  const raw = parseBundleText(text, name)
  const parsed = shape.safeParse(raw)
  if (parsed.success) return { raw, bundle: parsed.data }
  throw notBundle(name, parsed.error)
}
