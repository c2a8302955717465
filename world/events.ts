import { seededRandom } from '@partial-trust/testing'
import type { Random } from '@partial-trust/testing'
import { intents } from './corridor.ts'

/** One thing that befalls the world. Numbers name processes and people by place, modulo how many there are. */
export type WorldEvent = { readonly atMs: number } & (
  | { readonly kind: 'pause' | 'sleep'; readonly process: number; readonly forMs: number }
  | { readonly kind: 'set clock'; readonly process: number; readonly byMs: number }
  | { readonly kind: 'crash' | 'stop'; readonly process: number; readonly backAfterMs: number }
  | { readonly kind: 'cut'; readonly process: number; readonly forMs: number }
  | {
      readonly kind: 'slow' | 'lossy'
      readonly process: number
      readonly much: number
      readonly forMs: number
    }
  | { readonly kind: 'store down' | 'store garbled'; readonly forMs: number }
  | { readonly kind: 'store set back'; readonly back: number }
  | { readonly kind: 'store away'; readonly forMs: number }
  | {
      readonly kind: 'model fails' | 'model hangs' | 'model slow'
      readonly much: number
      readonly forMs: number
    }
  | {
      readonly kind: 'kill'
      readonly person: number
      readonly intent: string | null
      readonly untilApplied: boolean
    }
  | {
      readonly kind: 'resume'
      readonly person: number
      readonly intent: string
      readonly thinkMs: number
    }
  | {
      readonly kind: 'promote'
      readonly person: number
      readonly thinkMs: number
      readonly withoutGo: boolean
    }
  | {
      readonly kind: 'demote' | 'start rollout' | 'restart rollout'
      readonly person: number
      readonly thinkMs: number
    }
  | { readonly kind: 'harm' | 'adopt'; readonly person: number }
)

export const eventKinds = [
  'pause',
  'sleep',
  'set clock',
  'crash',
  'stop',
  'cut',
  'slow',
  'lossy',
  'store down',
  'store garbled',
  'store set back',
  'store away',
  'model fails',
  'model hangs',
  'model slow',
  'kill',
  'resume',
  'promote',
  'demote',
  'start rollout',
  'restart rollout',
  'harm',
  'adopt',
] as const satisfies readonly WorldEvent['kind'][]

/** What one run is made of, apart from what befalls it. */
export type Setting = {
  readonly processes: number
  readonly leaseMs: number
  readonly promote: 'auto' | 'operator'
  readonly decisionEveryMs: number
}

export const worldMs = 76_000
/** From here on everything is mended, and must come to rest. */
export const mendedMs = 54_000
/** No more requests, so that all that was counted can go out. */
export const quietMs = 71_000

export function settingOf(seed: number): Setting {
  const random = seededRandom(seed, 'setting')
  return {
    processes: 2 + Math.floor(random() * 2),
    leaseMs: pick(random, [500, 1000, 2000, 5000]),
    promote: random() < 0.5 ? 'auto' : 'operator',
    decisionEveryMs: 300 + random() * 400,
  }
}

/** What befalls the world of a seed, in order. */
export function eventsOf(seed: number): readonly WorldEvent[] {
  const random = seededRandom(seed, 'events')
  const many = 6 + Math.floor(random() * 14)
  const events: WorldEvent[] = [{ kind: 'start rollout', atMs: 500, person: 0, thinkMs: 10 }]
  for (let index = 0; index < many; index += 1) {
    const atMs = 1500 + random() * (mendedMs - 4000)
    const event = make(random, atMs)
    events.push(event)
    // Much goes wrong only between two things that happen close to one another.
    if (random() < 0.4) events.push(make(random, atMs + random() * 1500))
    if (event.kind === 'kill' && random() < 0.7) {
      const soonMs = atMs + 2000 + random() * 6000
      const intent = event.intent ?? pick(random, intents)
      events.push({ kind: 'resume', atMs: soonMs, person: pickPerson(random), intent, thinkMs: 50 })
    }
    if (event.kind === 'harm' && random() < 0.8) {
      const soonMs = atMs + 500 + random() * 3000
      const person = pickPerson(random)
      events.push(
        { kind: 'resume', atMs: soonMs, person, intent: intents[0], thinkMs: 20 },
        { kind: 'promote', atMs: soonMs + 1000, person, thinkMs: 20, withoutGo: false },
      )
    }
  }
  return events.filter(({ atMs }) => atMs < mendedMs - 1000).toSorted((a, b) => a.atMs - b.atMs)
}

const makers: readonly (readonly [number, (random: Random, atMs: number) => WorldEvent])[] = [
  [3, (r, atMs) => ({ kind: 'pause', atMs, process: place(r), forMs: span(r, 50, 9000) })],
  [2, (r, atMs) => ({ kind: 'sleep', atMs, process: place(r), forMs: span(r, 200, 20_000) })],
  [
    2,
    (r, atMs) => ({
      kind: 'set clock',
      atMs,
      process: place(r),
      byMs: (r() - 0.5) * span(r, 10, 90_000),
    }),
  ],
  [2, (r, atMs) => ({ kind: 'crash', atMs, process: place(r), backAfterMs: span(r, 100, 8000) })],
  [2, (r, atMs) => ({ kind: 'stop', atMs, process: place(r), backAfterMs: span(r, 100, 8000) })],
  [3, (r, atMs) => ({ kind: 'cut', atMs, process: place(r), forMs: span(r, 100, 15_000) })],
  [
    2,
    (r, atMs) => ({
      kind: 'slow',
      atMs,
      process: place(r),
      much: span(r, 20, 3000),
      forMs: span(r, 500, 15_000),
    }),
  ],
  [
    2,
    (r, atMs) => ({
      kind: 'lossy',
      atMs,
      process: place(r),
      much: 0.05 + r() * 0.6,
      forMs: span(r, 500, 15_000),
    }),
  ],
  [1, (r, atMs) => ({ kind: 'store down', atMs, forMs: span(r, 100, 12_000) })],
  [1, (r, atMs) => ({ kind: 'store garbled', atMs, forMs: span(r, 100, 6000) })],
  [0.5, (r, atMs) => ({ kind: 'store set back', atMs, back: Math.floor(r() * 3) })],
  [0.5, (r, atMs) => ({ kind: 'store away', atMs, forMs: span(r, 100, 12_000) })],
  [
    1,
    (r, atMs) => ({
      kind: 'model fails',
      atMs,
      much: 0.2 + r() * 0.8,
      forMs: span(r, 2000, 20_000),
    }),
  ],
  [
    0.5,
    (r, atMs) => ({
      kind: 'model hangs',
      atMs,
      much: 0.2 + r() * 0.8,
      forMs: span(r, 2000, 20_000),
    }),
  ],
  [
    0.5,
    (r, atMs) => ({
      kind: 'model slow',
      atMs,
      much: span(r, 150, 500),
      forMs: span(r, 2000, 20_000),
    }),
  ],
  [
    4,
    (r, atMs) => ({
      kind: 'kill',
      atMs,
      person: pickPerson(r),
      intent: pick(r, [...intents, null]),
      untilApplied: r() < 0.3,
    }),
  ],
  [
    2,
    (r, atMs) => ({
      kind: 'resume',
      atMs,
      person: pickPerson(r),
      intent: pick(r, intents),
      thinkMs: span(r, 10, 3000),
    }),
  ],
  [
    4,
    (r, atMs) => ({
      kind: 'promote',
      atMs,
      person: pickPerson(r),
      thinkMs: span(r, 10, 3000),
      withoutGo: r() < 0.1,
    }),
  ],
  [0.5, (r, atMs) => ({ kind: 'demote', atMs, person: pickPerson(r), thinkMs: span(r, 10, 3000) })],
  [
    0.5,
    (r, atMs) => ({
      kind: 'restart rollout',
      atMs,
      person: pickPerson(r),
      thinkMs: span(r, 10, 3000),
    }),
  ],
  [1.5, (r, atMs) => ({ kind: 'harm', atMs, person: pickPerson(r) })],
  [0.5, (r, atMs) => ({ kind: 'adopt', atMs, person: pickPerson(r) })],
]

function make(random: Random, atMs: number): WorldEvent {
  const all = makers.reduce((sum, [weight]) => sum + weight, 0)
  let drawn = random() * all
  for (const [weight, maker] of makers) {
    drawn -= weight
    if (drawn < 0) return maker(random, atMs)
  }
  return { kind: 'pause', atMs, process: 0, forMs: 100 }
}

function place(random: Random): number {
  return Math.floor(random() * 3)
}

function pickPerson(random: Random): number {
  return Math.floor(random() * 2)
}

/** As often within the first tenth of a span as within its last nine. */
function span(random: Random, least: number, most: number): number {
  return least * (most / least) ** random()
}

function pick<Value>(random: Random, from: readonly Value[]): Value {
  const found = from[Math.floor(random() * from.length)]
  if (found === undefined) throw new RangeError('nothing to pick from')
  return found
}
