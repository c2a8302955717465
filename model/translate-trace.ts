import type { Trace, TraceEvent } from '../world/trace.ts'

export type Translation = {
  /** Sizes of the model that the trace needs. */
  readonly defines: Readonly<Record<string, number>>
  /** What `control.pml` includes as `trace.inc`. */
  readonly text: string
}

/** The steps that the model can be told to take; the numbers are those in `trace.inc`. */
const steps = {
  tick: 0,
  begin: 1,
  end: 2,
  wake: 3,
  ask: 4,
  see: 5,
  hear: 6,
  accept: 7,
  kill: 8,
  close: 9,
  resume: 10,
  promote: 11,
  insist: 12,
  start: 13,
  demote: 14,
  other: 15,
  lead: 16,
  unlead: 17,
  reached: 18,
} as const
type Step = readonly [step: keyof typeof steps, argument: number]
type Timed = { readonly atMs: number; readonly step: Step }

/** Ticks a lease: time in the model is coarser than in the world, and its bounds that much wider. */
const ticksALease = 10
const slackMs = 100
const leadMs = 5000

/**
 * A trace as a program for the model: it must be able to take every step, in this order, to the end.
 *
 * @param intent The corridor looked at; what happens in others only moves the store's version on.
 */
export function translateTrace(trace: Trace, intent: string, leaseMs: number): Translation {
  const tickMs = leaseMs / ticksALease
  const places = new Map<string, number>()
  for (const event of trace) {
    if (event.kind === 'start') places.set(event.process, places.size)
  }
  const timed = trace
    .flatMap((event) => timedSteps(event, intent, places, trace))
    .toSorted((a, b) => a.atMs - b.atMs || order(a.step) - order(b.step))
  const program: Step[] = []
  let ticked = 0
  for (const { atMs, step } of timed) {
    const ticks = Math.floor(atMs / tickMs)
    if (ticks > ticked) program.push(['tick', ticks - ticked])
    ticked = Math.max(ticked, ticks)
    program.push(step)
  }
  return {
    defines: {
      PROCESSES: Math.max(1, places.size),
      LEASE: ticksALease + Math.ceil(slackMs / tickMs) + 1,
      LEAD: Math.max(1, Math.floor(leadMs / tickMs) - 2),
      LAST_STAGE: 2,
    },
    text: textOf(program),
  }
}

/** At one and the same moment: first what changes the store or wakes, then what asks, sees, hears. */
function order([step]: Step): number {
  return steps[step] >= steps.kill ? 0 : steps[step]
}

function timedSteps(
  event: Trace[number],
  intent: string,
  places: ReadonlyMap<string, number>,
  trace: Trace,
): readonly Timed[] {
  const { atMs } = event
  const at = (step: Step, whenMs: number = atMs): Timed => ({ atMs: whenMs, step })
  const placeOf = (process: string): number => places.get(process) ?? 0
  switch (event.kind) {
    case 'start':
      return [at(['begin', placeOf(event.process)])]
    case 'end':
    case 'wake':
    case 'lead':
    case 'unlead':
      return [at([event.kind, placeOf(event.process)])]
    case 'accept':
      return event.intent === intent ? [at(['accept', placeOf(event.process)])] : []
    case 'read': {
      const { askedMs, seq } = event
      const madeMs = trace.find((other) => other.kind === 'change' && other.seq === seq)?.atMs ?? 0
      const place = placeOf(event.process)
      const seenMs = Math.max(askedMs, madeMs)
      return [
        at(['ask', place], askedMs),
        at(['see', place + 256 * seq], seenMs),
        at(['hear', place]),
      ]
    }
    case 'answer':
      return isStanding(event, intent, trace)
        ? event.closed.map((process) => at(['reached', placeOf(process)]))
        : []
    case 'change':
      return [at(event.intent === intent ? changeStep(event) : ['other', 0])]
  }
}

/** Whether a kill is still the last word when it is answered. */
function isStanding(
  { seq, atMs }: { readonly seq: number; readonly atMs: number },
  intent: string,
  trace: Trace,
): boolean {
  const last = trace.findLast(
    (event) =>
      event.kind === 'change' &&
      event.intent === intent &&
      event.atMs <= atMs &&
      (event.action === 'kill' || event.action === 'resume' || event.action === 'rollout'),
  )
  return last?.kind === 'change' && last.seq === seq
}

function changeStep({ action, to, isGo }: Extract<TraceEvent, { kind: 'change' }>): Step {
  switch (action) {
    case 'kill':
      return ['kill', 0]
    case 'resume':
      return ['resume', 0]
    case 'promote':
      return [isGo ? 'promote' : 'insist', 0]
    case 'rollout':
      return ['start', 0]
    case 'demote':
      return to.closed === null ? ['demote', 0] : ['close', 0]
    case 'close':
      return ['close', 0]
    case 'incident':
      return to.killed && to.stage === null ? ['kill', 0] : ['close', 0]
    default:
      return ['other', 0]
  }
}

function textOf(program: readonly Step[]): string {
  return `#define STEPS ${program.length}
short step[STEPS] = {${program.map(([step]) => steps[step]).join(',')}}
int argument[STEPS] = {${program.map(([, argument]) => argument).join(',')}}
`
}
