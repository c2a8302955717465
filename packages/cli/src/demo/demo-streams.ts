import type { Plan } from '@partial-trust/core'
import type { RegisteredCorridor } from '@partial-trust/engine'
import { demoUtterances } from '@partial-trust/example-household'
import { seededRandom } from '@partial-trust/testing'
import type { DemoGuest } from './demo-guest.js'
import { demoPlan } from './demo-plan.js'
import { createDemoTally, type DemoTally } from './demo-tally.js'
import { type DemoCommand, traffic } from './traffic.js'

/** One corridor of the demo with what is sent to it. */
type DemoStream = {
  readonly intent: string
  /** Stands before what is said of it; empty where there is one corridor. */
  readonly title: string
  readonly plan: Plan
  readonly tally: DemoTally
  readonly commands: Generator<DemoCommand, never>
}

/** The household's traffic and, where there is one, the guest's. */
export function demoStreams(
  household: RegisteredCorridor,
  guest: DemoGuest | null,
  seed: number,
  run: string,
): readonly DemoStream[] {
  const own = {
    intent: household.intent,
    title: guest === null ? '' : `${household.intent}: `,
    plan: demoPlan,
    tally: createDemoTally(),
    commands: traffic(demoUtterances(), seededRandom(seed), Date.now, run),
  }
  if (guest === null) return [own]
  const { intent } = guest.corridor
  return [
    own,
    {
      intent,
      title: `${intent}: `,
      plan: guest.plan,
      tally: createDemoTally(),
      commands: guest.commands(seededRandom(seed), run),
    },
  ]
}
