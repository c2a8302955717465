import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Clock } from '@partial-trust/core'
import { followAudit } from '@partial-trust/control'
import type { RolloutVerdict, StopProof } from '@partial-trust/control'
import type { App } from 'partial-trust'
import { deliver } from './deliver.js'
import type { Delivery, Receiver } from './deliver.js'
import { eventOfEntry, eventOfLease, eventOfUnproved, eventOfVerdict, kindOf } from './event-of.js'
import type { CloudEvent, EndingToken, EventKind } from './event-of.js'
import { openOutbox } from './outbox.js'
import type { Outbox } from './outbox.js'
import { endingEvent } from './told-endings.js'
import { tellVerdict } from './verdict-told.js'

export type Webhook = Receiver & {
  /** Null: every kind. */
  readonly events: readonly EventKind[] | null
}

type Told = Pick<NonNullable<App['control']>, 'store' | 'feed'>

export type TellEventsOptions = {
  readonly app: { readonly control: Told | null; readonly instance: string }
  readonly webhooks: readonly Webhook[]
  /** Where outboxes lie. */
  readonly folder: string
  readonly clock: Clock
  readonly fetch: typeof globalThis.fetch
}

/** Tells receivers what happens to the corridors. */
/** Events of webhooks, of all receivers together. */
export type EventCounts = {
  /** They wait for their receivers. */
  readonly waiting: number
  /** They were let go of untold. */
  readonly dropped: number
}

/** Where nobody is told of events here. */
export const noEvents: EventCounts = { waiting: 0, dropped: 0 }

export interface Telling {
  /** To be told of every verdict; one that was told before is not told again. */
  verdict(intent: string, verdict: RolloutVerdict): void
  /** To be told of every trial of the kill. */
  proof(proof: StopProof): void
  /** To be told of the tokens that end soon, now and then: each is told of two weeks before, and on its last day. */
  tokens(tokens: readonly EndingToken[]): void
  /** Events that wait for their receivers, and those that were let go of untold, of all receivers together. */
  counts(): EventCounts
  stop(): void
}

const lookAtLeaseMs = 500

/** Begins where each receiver's outbox ended, so that what happened meanwhile is told as well. */
export async function tellEvents(options: TellEventsOptions): Promise<Telling> {
  const { app, webhooks, clock } = options
  const told = await Promise.all(webhooks.map((webhook) => tellOne(webhook, options)))
  let fresh = true
  let timer: unknown

  function lookAtLease(): void {
    const lease = app.control?.feed.lease()
    if (lease === undefined) return
    if (fresh && !lease.fresh) {
      const at = new Date(clock.epochMs()).toISOString()
      for (const one of told) one.add(eventOfLease(app.instance, lease.leaseMs, at))
    }
    fresh = lease.fresh
    timer = clock.setTimer(lookAtLease, lookAtLeaseMs)
  }
  await app.control?.feed.ready
  lookAtLease()
  return {
    verdict(intent, verdict) {
      for (const one of told) one.verdict(intent, verdict)
    },
    proof(proof) {
      for (const one of told) one.proof(proof)
    },
    tokens(tokens) {
      for (const one of told) one.tokens(tokens)
    },
    counts() {
      const all = told.map((one) => one.counts())
      return {
        waiting: all.reduce((sum, { waiting }) => sum + waiting, 0),
        dropped: all.reduce((sum, { dropped }) => sum + dropped, 0),
      }
    },
    stop() {
      clock.clearTimer(timer)
      for (const one of told) one.stop()
    },
  }
}

type ToldOne = Telling & { add(event: CloudEvent): void }

async function tellOne(
  webhook: Webhook,
  { app, folder, clock, fetch }: TellEventsOptions,
): Promise<ToldOne> {
  const name = createHash('sha256').update(webhook.url).digest('hex').slice(0, 16)
  const outbox = await openOutbox(join(folder, `${name}.json`))
  const delivery = deliver({ outbox, receiver: webhook, fetch, clock })
  const wants = (event: CloudEvent): boolean => {
    const kind = kindOf(event)
    return webhook.events === null || (kind !== undefined && webhook.events.includes(kind))
  }
  if (app.control !== null) await beginNow(app.control, outbox)
  const forget = app.control === null ? null : follow(app.control, outbox, delivery, wants)
  delivery.wake()

  function add(event: CloudEvent): void {
    if (wants(event))
      quietly(outbox, delivery, (state) => ({ ...state, pending: [...state.pending, event] }))
  }
  return {
    add,
    verdict(intent, said) {
      const told = tellVerdict(outbox.state().verdicts[intent], said)
      if (told === null) return
      quietly(outbox, delivery, (state) => ({
        ...state,
        verdicts: { ...state.verdicts, [intent]: told },
      }))
      add(eventOfVerdict(intent, said, told.times[said.verdict] ?? 1))
    },
    proof(proof) {
      for (const process of proof.unproved) add(eventOfUnproved(proof, process))
    },
    tokens(tokens) {
      for (const token of tokens) {
        const event = endingEvent(token, clock.epochMs())
        const before = outbox.state().tokens ?? {}
        if (event === null || before[token.id] === event.id) continue
        quietly(outbox, delivery, (state) => ({
          ...state,
          tokens: { ...state.tokens, [token.id]: event.id },
        }))
        add(event)
      }
    },
    counts() {
      const { pending, dropped = 0 } = outbox.state()
      return { waiting: pending.length, dropped }
    },
    stop() {
      forget?.()
      delivery.stop()
    },
  }
}

/** A new receiver is told of what happens from now on, also while this process is down. */
async function beginNow(control: Told, outbox: Outbox): Promise<void> {
  if (outbox.state().audit !== null) return
  try {
    const { seq } = (await control.store.read()).head
    await outbox.update((state) => ({ ...state, audit: seq }))
  } catch {
    // The store or the disk is away: then it begins when that answers.
  }
}

/** A disk that cannot be written keeps nothing from being sent now. */
function quietly(
  outbox: Outbox,
  delivery: Delivery,
  change: Parameters<Outbox['update']>[0],
): void {
  outbox.update(change).catch(() => undefined)
  delivery.wake()
}

function follow(
  control: Told,
  outbox: Outbox,
  delivery: Delivery,
  wants: (event: CloudEvent) => boolean,
): () => void {
  return followAudit(control, {
    after: outbox.state().audit,
    async onEntries(entries) {
      // What could not be written before is in memory already.
      const waiting = new Set(outbox.state().pending.map(({ id }) => id))
      const events = entries
        .flatMap((entry) => eventOfEntry(entry) ?? [])
        .filter((event) => wants(event) && !waiting.has(event.id))
      const audit = entries.at(-1)?.seq ?? null
      await outbox.update((state) => ({ ...state, audit, pending: [...state.pending, ...events] }))
      delivery.wake()
    },
  })
}
