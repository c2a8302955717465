import type { PlanTask } from '../plan/plan.js'
import type { GuardedExecutor, StepOutcome } from '../run/guarded-executor.js'
import type { CommandEvidence, EvidenceLine, TaskReport } from './exploration.js'

/** Lines kept of one command; the rest is counted. */
const mostLines = 1_000
const longestLine = 2_000
const mostErrorLines = 5

/** A task's evidence together with what the report does not show but the judgement needs. */
export type Gathered = {
  readonly report: TaskReport
  readonly steps: readonly { readonly outcome: StepOutcome; readonly line: number }[]
}

/** Runs the blocks of one task and numbers what they printed. */
export async function gatherEvidence(task: PlanTask, executor: GuardedExecutor): Promise<Gathered> {
  const steps: { outcome: StepOutcome; line: number }[] = []
  for (const block of task.blocks) {
    for (const outcome of await executor.run(block.source)) {
      steps.push({ outcome, line: block.line + outcome.line })
    }
  }
  const commands: CommandEvidence[] = []
  let number = 1
  for (const { outcome, line } of steps) {
    const evidence = commandEvidence(outcome, line, number)
    number += evidence.output.length
    commands.push(evidence)
  }
  const { report, title } = task
  return {
    report: {
      number: task.number,
      title,
      line: task.line,
      asks: report.text,
      commands,
      answer: null,
    },
    steps,
  }
}

/** Turns one outcome into evidence whose lines are numbered from `firstNumber`. */
export function commandEvidence(
  outcome: StepOutcome,
  line: number,
  firstNumber: number,
  by: CommandEvidence['by'] = 'plan',
): CommandEvidence {
  const told = { command: outcome.command, by, line, outcome: outcome.kind }
  if (outcome.kind !== 'ran') {
    return {
      ...told,
      why: whyNot(outcome),
      exitCode: null,
      exitCodes: [],
      output: [],
      linesLeftOut: 0,
      errors: [],
      cut: null,
    }
  }
  const { exitCodes, stdout, stderr, cut } = outcome.result
  const lines = splitLines(stdout)
  const output: EvidenceLine[] = lines
    .slice(0, mostLines)
    .map((text, index) => ({ number: firstNumber + index, text: text.slice(0, longestLine) }))
  return {
    ...told,
    why: null,
    exitCode: exitCodes.at(-1) ?? null,
    exitCodes,
    output,
    linesLeftOut: lines.length - output.length,
    errors: splitLines(stderr).slice(0, mostErrorLines),
    cut,
  }
}

function whyNot(outcome: Exclude<StepOutcome, { kind: 'ran' }>): string {
  switch (outcome.kind) {
    case 'refused':
      return outcome.refused.why
    case 'tool-missing':
      return `${outcome.program} is not installed on this machine`
    case 'over-budget':
      return outcome.why
    case 'skipped':
      return 'not needed after how the command before it ended'
  }
}

function splitLines(text: string): string[] {
  const lines = text.split(/\r?\n/u)
  if (lines.at(-1) === '') lines.pop()
  return lines
}
