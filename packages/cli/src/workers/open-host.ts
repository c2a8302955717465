import { hostname } from 'node:os'
import { resolve } from 'node:path'
import process from 'node:process'
import { firstStartOf } from 'partial-trust'
import {
  backgroundClock,
  openControl,
  openControlFeed,
  steerRollouts,
} from '@partial-trust/control'
import type { Control, ProcessReport, StopProof } from '@partial-trust/control'
import { newInstance } from '@partial-trust/engine'
import { loadConfigFile, noEvents, signalsOf, tellEvents } from '@partial-trust/host'
import type { Telling } from '@partial-trust/host'
import { tokenOutlook } from '@partial-trust/service/people'
import { readConfig } from '@partial-trust/settings'
import type { Config } from '@partial-trust/settings'
import type { CliContext } from '../context.js'
import { lookAtTokensMs } from '../people/look-at-tokens.js'
import type { Verdicts } from './worker-link.js'

/** What one process holds for all workers of a host. */
export type Host = {
  readonly config: Config
  readonly control: Control | null
  /** Where the trail of changes ends; null where the store does not say. */
  headSeq(): Promise<number | null>
  verdicts(): Verdicts
  readonly eventCounts: Telling['counts']
  close(): Promise<void>
}

/**
 * Opens the store once for all workers, holds the rollouts against their plans, and tells webhooks.
 *
 * @throws {UserError} when the configuration file cannot be used.
 */
export async function openHost(
  context: CliContext,
  flags: { readonly config?: string },
): Promise<Host> {
  const { env, cwd } = context
  const { config: file } = await loadConfigFile(cwd, flags.config, context.embedded)
  const intents = file.corridors.map(({ intent }) => intent)
  const signals = signalsOf(file.signals, env)
  const config = readConfig(env, intents)
  const instance = newInstance()
  const firstStart = firstStartOf(config, cwd, instance)
  const control = openControl(config.state, { cwd, now: Date.now, apart: true, firstStart })
  if (control === null)
    return {
      config,
      control,
      headSeq: async () => null,
      verdicts: () => [],
      eventCounts: () => noEvents,
      close: async () => {},
    }

  const feed = openControlFeed(control.store, { leaseMs: config.leaseMs, clock: backgroundClock })
  await feed.ready
  const telling = await tellEvents({
    app: { control: { ...control, feed }, instance },
    webhooks: signals.webhooks,
    folder: resolve(cwd, '.partial-trust/outbox'),
    clock: backgroundClock,
    fetch,
  })
  const tellEndings = (): void => {
    const { tokens } = tokenOutlook(resolve(cwd, config.tokensPath), Date.now())
    telling.tokens(tokens.filter(({ state }) => state === 'expiring'))
  }
  tellEndings()
  const looking = setInterval(tellEndings, lookAtTokensMs).unref()
  const rollouts = steerRollouts({
    control,
    instance,
    clock: backgroundClock,
    onVerdict: (intent, verdict) => telling.verdict(intent, verdict),
    proveEveryMs: config.proveEveryMs,
    onProof(proof) {
      telling.proof(proof)
      // It decides nothing and reports nothing else: what it found is all there is to say of it.
      control.evidence.report(found(proof)).catch(() => undefined)
    },
  })
  const startedAt = new Date().toISOString()
  const found = (proof: StopProof): ProcessReport => ({
    instance,
    host: hostname(),
    pid: process.pid,
    started_at: startedAt,
    seen_at: new Date().toISOString(),
    lease_ms: config.leaseMs,
    lease_age_ms: feed.lease().ageMs,
    corridors: [],
    dropped_records: 0,
    dropped_cells: 0,
    stop_proof: proof,
  })
  return {
    config,
    control,
    headSeq: () =>
      control.store.read().then(
        ({ head }) => head.seq,
        () => null,
      ),
    verdicts: () =>
      intents.flatMap((intent) => {
        const verdict = rollouts.verdict(intent)
        return verdict === null ? [] : [[intent, verdict] as const]
      }),
    eventCounts: () => telling.counts(),
    async close() {
      clearInterval(looking)
      rollouts.stop()
      telling.stop()
      feed.close()
      await control.close().catch(() => undefined)
    },
  }
}
