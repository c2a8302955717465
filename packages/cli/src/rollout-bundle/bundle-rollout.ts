import process from 'node:process'
import { planInForce } from '@partial-trust/control'
import type { GateVerdict } from '@partial-trust/core'
import { gitCommit } from '@partial-trust/engine'
import { configurationDigest, policyFileInForce } from '@partial-trust/readiness/verification'
import { version } from '@partial-trust/settings'
import type { CliContext } from '../context.js'
import { withControl } from '../control-access.js'
import { requireRollout, sourceLine, unreadablePlan } from '../gate-rollout.js'
import { makeRolloutBundle } from './make-rollout-bundle.js'

/** A bundle to write, and what to say of it. */
export type WrittenBundle = {
  readonly text: string
  readonly digest: string
  readonly stage: string
  readonly verdict: GateVerdict
  /** A line on where the verdict comes from; empty where the question says so itself. */
  readonly source: string
  /** What it rests on, in words, and as the JSON answer says it. */
  readonly counted: string
  readonly answer: Readonly<Record<string, unknown>>
}

type Flags = { readonly stage?: string; readonly corridor?: string; readonly config?: string }

/** The one verdict on the rollout in force, with all it takes to derive it again. */
export async function bundleRollout(flags: Flags, context: CliContext): Promise<WrittenBundle> {
  return withControl(context, flags.config, async ({ control, corridors }) => {
    const state = await requireRollout(control, flags)
    const plan = await planInForce(state, control.store)
    if (plan === null) throw unreadablePlan(state)
    await control.counts.refresh()
    const { cwd, env } = context
    const policyFile = policyFileInForce(env['LLM_POLICY_PATH'], cwd)
    const { text, digest, verdict, attempts } = makeRolloutBundle(
      { state, plan, counts: control.counts.of(state.intent), nowMs: Date.now() },
      {
        versions: { product: version, node: process.version, commit: gitCommit(cwd) },
        configuration: configurationDigest({ corridors, plan, policyFile }),
      },
    )
    return {
      text,
      digest,
      stage: verdict.stage,
      verdict: verdict.verdict,
      source: `${sourceLine(verdict, control.store.location)}\n`,
      counted: `${attempts} attempts`,
      answer: { source: verdict.source, attempts },
    }
  })
}
