import { hostileAnswers } from './answers.js'
import { criterion } from './criterion.js'
import type { Criterion } from './criterion.js'
import { openRig } from './rig.js'
import type { Rig } from './rig.js'
import { sameAsBaseline } from './same-as-baseline.js'
import { strikesFor } from './strikes.js'
import type { Strike } from './strikes.js'
import { accepted } from './subject.js'
import type { Subject } from './subject.js'

/** Short, because the faults that hang wait for it. */
const deadlineMs = 150
/** What a decision may come later than a bare timer of the deadline's length that was set beside it. */
const graceMs = 100

/** AC3: under every fault, and for every answer that is none, the decision is the baseline's, in time. */
export async function deterministicFallback(
  subject: Subject,
  decisionsPerFault: number,
  onFault: (name: string) => void,
): Promise<Criterion> {
  const failures: string[] = []
  let decisions = 0
  const strikes = strikesFor(subject.corridor.asksPolicy, deadlineMs)
  for (const strike of strikes) {
    const found = await underStrike(subject, strike, decisionsPerFault)
    decisions += found.decisions
    failures.push(...found.failures)
    onFault(strike.name)
  }
  const hostile = await believedAnswers(subject)
  failures.push(...hostile.failures)
  return criterion('AC3', 'Deterministic fallback on any fault', {
    cases: strikes.length + hostile.cases,
    decisions: decisions + hostile.cases,
    failures,
  })
}

type Found = { readonly decisions: number; readonly failures: readonly string[] }

async function underStrike(
  { registered, corridor, commands, baselines }: Subject,
  { name, script }: Strike,
  most: number,
): Promise<Found> {
  const failures = new Set<string>()
  const rig = await openRig({ registered, intent: corridor.intent, script, deadlineMs })
  const tried = commands.slice(0, most)
  try {
    for (const [index, command] of tried.entries()) {
      const { decision, record, overdueMs } = await unlessItPaused(() => timed(rig, command))
      if (accepted(record)) failures.add(`${name}: a candidate was accepted`)
      if (!sameAsBaseline(decision, baselines[0]?.[index], baselines[1]?.[index])) {
        failures.add(`${name}: not the baseline’s decision`)
      }
      if (overdueMs > graceMs) failures.add(`${name}: came ${Math.round(overdueMs)} ms too late`)
    }
    if (rig.asked() === 0) failures.add(`${name}: the source was not asked, so nothing was proved`)
    return { decisions: tried.length, failures: [...failures] }
  } finally {
    await rig.close()
  }
}

/** Whether the corridor takes what its own schema refuses, or refuses nothing at all. */
async function believedAnswers({
  registered,
  corridor,
  commands,
  schema,
  good,
}: Subject): Promise<{ readonly cases: number; readonly failures: readonly string[] }> {
  const failures: string[] = []
  const answers = hostileAnswers(schema, good)
  let refused = 0
  for (const { name, value, mustRefuse } of answers) {
    const rig = await openRig({
      registered,
      intent: corridor.intent,
      script: { kind: 'answer', value: () => value },
    })
    try {
      const { record } = await rig.decide(commands[0])
      if (!accepted(record)) refused++
      else if (mustRefuse) failures.push(`${name} was accepted, although its own schema refuses it`)
    } finally {
      await rig.close()
    }
  }
  if (refused === 0) failures.unshift('it accepts whatever the model says: no answer was refused')
  return { cases: answers.length, failures }
}

type Timed = Awaited<ReturnType<Rig['decide']>> & { readonly overdueMs: number }

async function timed(rig: Rig, command: unknown): Promise<Timed> {
  const timer = bareTimer(deadlineMs)
  const outcome = await rig.decide(command)
  return { ...outcome, overdueMs: timer.overdueMs() }
}

/** A delay of our own comes again, a pause of the machine does not. */
async function unlessItPaused(decide: () => Promise<Timed>): Promise<Timed> {
  let outcome = await decide()
  for (let again = 0; outcome.overdueMs > graceMs && again < 2; again++) outcome = await decide()
  return outcome
}

/** Beside a decision: what the machine does to both is not the product's doing. */
function bareTimer(afterMs: number): { overdueMs(): number } {
  let dueMs: number | null = null
  const timer = setTimeout(() => {
    dueMs = performance.now()
  }, afterMs)
  return {
    overdueMs() {
      clearTimeout(timer)
      return dueMs === null ? 0 : performance.now() - dueMs
    },
  }
}
