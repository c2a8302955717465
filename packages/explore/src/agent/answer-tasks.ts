import type { CandidateSource } from '@partial-trust/core'
import type { AnswerTasks } from '../explore.js'
import { commandEvidence } from '../report/gather-evidence.js'
import type { EvidenceLine, TaskReport } from '../report/exploration.js'
import type { GuardedExecutor } from '../run/guarded-executor.js'
import { agentTurn, doubt } from './check-answer.js'
import { agentSchema, agentSystem, agentPrompt } from './agent-prompt.js'

export type AgentSettings = {
  readonly source: CandidateSource
  readonly signal: AbortSignal
  /** Milliseconds that never run backwards. */
  readonly now: () => number
  readonly limits?: Partial<AgentLimits>
}

export type AgentLimits = {
  /** For all tasks together. Default 60000. */
  readonly deadlineMs: number
  /** Turns of one task, the answer included. Default 4. */
  readonly turns: number
  /** Tokens of all tasks together, as the endpoint counts them. Default 100000. */
  readonly tokens: number
}

const defaults: AgentLimits = { deadlineMs: 60_000, turns: 4, tokens: 100_000 }

/**
 * Lets a model answer each `**Report:**` line from the evidence, with the guarded executor as its
 * only tool. It may add an answer and nothing else: any doubt leaves the task with its plain
 * evidence and a note that says why.
 */
export function agentAnswers(settings: AgentSettings): AnswerTasks {
  const limits = { ...defaults, ...settings.limits }
  return async (_plan, tasks, executor) => {
    const endsAt = settings.now() + Math.min(limits.deadlineMs, executor.leftMs())
    const purse = { tokens: limits.tokens }
    const answered: TaskReport[] = []
    const notes: string[] = []
    for (const task of tasks) {
      const outcome = await answerTask(task, executor, settings, { ...limits, endsAt, purse })
      answered.push(outcome.task)
      if (outcome.doubt !== null) {
        notes.push(
          `Task ${task.number}: no answer by the agent, plain evidence instead: ${outcome.doubt}`,
        )
      }
    }
    return { tasks: answered, notes }
  }
}

type Budget = AgentLimits & { readonly endsAt: number; readonly purse: { tokens: number } }
type Outcome = { readonly task: TaskReport; readonly doubt: string | null }

async function answerTask(
  asked: TaskReport,
  executor: GuardedExecutor,
  { source, signal, now }: AgentSettings,
  budget: Budget,
): Promise<Outcome> {
  let task = asked
  const give = (why: string): Outcome => ({ task, doubt: why })
  try {
    for (let turn = 1; turn <= budget.turns; turn += 1) {
      const deadlineMs = Math.floor(budget.endsAt - now())
      if (signal.aborted) return give('the run was stopped')
      if (deadlineMs <= 0) return give('the deadline has passed')
      if (budget.purse.tokens <= 0) return give('the token budget is spent')
      const answer = await source.ask(
        {
          system: agentSystem,
          prompt: agentPrompt(task, budget.turns - turn),
          schema: agentSchema,
        },
        {
          signal: AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]),
          deadlineMs,
          validate: (value) => {
            const parsed = agentTurn.safeParse(value)
            return parsed.success
              ? { kind: 'parsed', candidate: parsed.data }
              : { kind: 'unparsable', problems: 'it does not fit the schema' }
          },
        },
      )
      const { input_tokens: input, output_tokens: output } = answer.meta
      budget.purse.tokens -= (input ?? 0) + (output ?? 0)
      if (answer.kind === 'failed') return give(answer.failure)
      const said = agentTurn.safeParse(answer.value)
      if (!said.success) return give('schema_validation_failed')
      if (said.data.action === 'answer') {
        const reason = doubt(said.data, evidenceOf(task))
        if (reason !== null) return give(reason)
        return { task: { ...task, answer: { statements: said.data.statements } }, doubt: null }
      }
      task = await lookFurther(task, said.data.command, executor)
    }
    return give(`it did not answer within ${budget.turns} turns`)
  } catch (error) {
    return give(error instanceof Error ? error.name : 'Error')
  }
}

function evidenceOf(task: TaskReport): readonly EvidenceLine[] {
  return task.commands.flatMap(({ output }) => output)
}

/** Runs what the agent asks for, under the plan's own list, and adds it to the task's evidence. */
async function lookFurther(
  task: TaskReport,
  command: string,
  executor: GuardedExecutor,
): Promise<TaskReport> {
  let number = (evidenceOf(task).at(-1)?.number ?? 0) + 1
  const commands = [...task.commands]
  for (const outcome of await executor.run(command)) {
    const evidence = commandEvidence(outcome, task.line, number, 'agent')
    number += evidence.output.length
    commands.push(evidence)
  }
  return { ...task, commands }
}
