import { FleetCounts, StoreUnavailableError } from '@partial-trust/control'
import type { Control } from '@partial-trust/control'
import { messageOf } from '@partial-trust/settings'
import type { Ask } from './channel.js'
import type { ControlCalls } from './control-calls.js'

/** Live control of a worker: through the one connection that its host has. */
export type SharedControl = {
  readonly control: Control
  /** To be called when something changed in the store. */
  readonly tellChanged: () => void
}

/** @param location The store's address without secrets. */
export function sharedControl(
  channel: Ask<ControlCalls>,
  location: string,
  now: () => number,
): SharedControl {
  const listeners = new Set<() => void>()

  const ask: Ask<ControlCalls> = (name, ...given) =>
    channel(name, ...given).catch((error: unknown) => {
      throw unavailable(location, error)
    })

  const evidence: Control['evidence'] = {
    save: (cells) => ask('save', [...cells]),
    evidence: (since = 0) => ask('evidence', since),
    outcome: (report) => ask('outcome', report),
    outcomes: (corridor) => ask('outcomes', corridor),
    tidy: async () => false, // whoever holds the connection tidies
    report: (process) => ask('report', process),
    processes: () => ask('processes'),
    stopProof: () => ask('stopProof'),
    close: async () => {},
  }
  const control: Control = {
    store: {
      location,
      read: () => ask('read'),
      change: (request) => ask('change', request),
      killAll: (request) => ask('killAll', request),
      plan: (digest) => ask('plan', digest),
      audit: (range) => ask('audit', range),
      subscribe(listener) {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
      close: async () => {},
    },
    evidence,
    counts: new FleetCounts(evidence, now),
    desk: {
      ask: ({ module, name }, question) => ask('study', { module, name, question }),
      close: async () => {},
    },
    leadership: { leads: async () => false, leader: () => ask('leader'), close: async () => {} },
    close: async () => {},
  }
  return {
    control,
    tellChanged() {
      for (const listener of listeners) listener()
    },
  }
}

/** The store's own words where it was the store that refused. */
function unavailable(location: string, error: unknown): StoreUnavailableError {
  const said = messageOf(error)
  const prefix = `control store ${location}: `
  const problem = said.startsWith(prefix) ? said.slice(prefix.length) : said
  // Whatever was lost on the way may have been carried out at the other end.
  return new StoreUnavailableError(location, problem, { cause: error, mayBeDone: true })
}
