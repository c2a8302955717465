// The protocol, checked: `npm run model`.
import process from 'node:process'
import { alterations } from './alterations.ts'
import { mistakes, sizes } from './mistakes.ts'
import { checkModel, judgeTrace, whatIsMissing } from './spin.ts'
import { translateTrace } from './translate-trace.ts'
import { worldTraces } from './world-traces.ts'

const traces = 40
let wrong = 0

function say(line: string, isRight = true): void {
  if (!isRight) wrong += 1
  process.stdout.write(`${isRight ? '' : 'WRONG: '}${line}\n`)
}

const missing = whatIsMissing()
if (missing === null) await checkAll()
else say(missing, false)
process.exitCode = wrong > 0 ? 1 : 0

async function checkAll(): Promise<void> {
  for (const { name, defines } of sizes) {
    const { states, transitions, errors, seconds } = checkModel(defines)
    say(
      `${name}: ${states} states, ${transitions} transitions, ${errors} errors (${seconds.toFixed(1)} s)`,
      errors === 0,
    )
  }
  for (const [name, { is, defines }] of Object.entries(mistakes)) {
    const { counterexample } = checkModel([...defines, name])
    say(
      counterexample === null
        ? `${name}: no counterexample (${is})`
        : `${name}: ${counterexample.assertion} fails after ${counterexample.steps} steps (${is})`,
      counterexample !== null,
    )
  }
  const altered = new Map(Object.keys(alterations).map((name) => [name, 0]))
  let accepted = 0
  for (const { name, trace, intent, leaseMs } of await worldTraces(traces)) {
    const judged = judgeTrace(translateTrace(trace, intent, leaseMs))
    if (judged.kind === 'accepted') accepted += 1
    else say(`${name} is refused: ${judged.why}`, false)
    for (const [alteration, alter] of Object.entries(alterations)) {
      const other = alter(trace, intent, leaseMs)
      if (other === null) continue
      const again = judgeTrace(translateTrace(other, intent, leaseMs))
      if (again.kind === 'refused') altered.set(alteration, (altered.get(alteration) ?? 0) + 1)
      else say(`${name} with ${alteration} is accepted`, false)
    }
  }
  say(`${accepted} of ${traces} traces of simulated worlds accepted`, accepted === traces)
  for (const [name, refused] of altered) say(`with ${name}: ${refused} refused`, refused > 0)
}
