import { tracingChannel } from 'node:diagnostics_channel'
import { copyOf, toldOnce } from '@partial-trust/core'
import type { Corridor, Outcome, RiskRecord } from '@partial-trust/core'
import { Turns } from './turns.js'

/** One decision, as whoever traces it is told: what it was about is not there. */
export type DecisionTrace = {
  readonly corridor: string
  /** Once it was made; null when the corridor is switched off. */
  result?: RiskRecord | null
  /** What the baseline threw. */
  error?: unknown
}

/**
 * Name of the `tracingChannel` on which decisions are told of, each a {@link DecisionTrace}.
 * A subscriber that throws ends the process: Node takes that for an uncaught exception, on this channel as on any.
 */
export const decisionChannelName = 'partial-trust:decision'

/** Where decisions are told of before and after; nobody listening, nobody pays. */
const decisionChannel = tracingChannel<DecisionTrace, DecisionTrace>(decisionChannelName)

/** The same corridor, whose decisions can be traced and leave the loop its turns. */
export function traced<Command, Decision>(
  corridor: Corridor<Command, Decision>,
): Corridor<Command, Decision> {
  const { intent } = corridor
  return {
    ...corridor,
    decide(command, options) {
      const deciding = decisionChannel.hasSubscribers
        ? told(intent, () => corridor.decide(command, options))
        : corridor.decide(command, options)
      const turn = turns.take()
      return turn === null ? deciding : after(turn, deciding)
    },
  }
}

/** One for the thread: whoever decides, the loop is the same. */
const turns = new Turns()

async function after<Decision>(
  turn: Promise<void>,
  deciding: Promise<Outcome<Decision>>,
): Promise<Outcome<Decision>> {
  const outcome = await deciding
  await turn
  return outcome
}

/** Whoever listens gets a copy of the record. */
async function told<Decision>(
  corridor: string,
  decide: () => Promise<Outcome<Decision>>,
): Promise<Outcome<Decision>> {
  return toldOnce(
    (run) => decisionChannel.tracePromise(run, { corridor }),
    decide,
    ({ record }) => copyOf(record),
  )
}
