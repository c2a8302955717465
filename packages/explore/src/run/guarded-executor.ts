import { messageOf } from '@partial-trust/settings'
import { monotonicMs } from '../edge/monotonic-ms.js'
import { checkCommand, isOnList, type Checked } from '../guard/check-command.js'
import { refuse, type Refused } from '../guard/refusal.js'
import { expandGlob } from '../shell/expand-glob.js'
import { readShell } from '../shell/read-shell.js'
import type { ShellCommand, ShellStatement, ShellStep } from '../shell/shell.js'
import type { WallKind, WallReport } from '../wall/wall.js'
import { openBudget, type Budget, type OverBudget } from './budget.js'
import type { Limits } from './limits.js'
import { openPrograms, type Programs } from './programs.js'
import type { Cut } from './run-pipeline.js'
import { openScratch } from './scratch.js'

/** What became of one pipeline. */
export type StepOutcome = {
  /** The pipeline as written. */
  readonly command: string
  /** 0-based line inside the block. */
  readonly line: number
  /** Whether its failure was foreseen: a step after `||` follows. */
  readonly handled: boolean
} & (
  | { readonly kind: 'ran'; readonly result: StepResult }
  /** Not needed: `&&` after a failure or `||` after a success. */
  | { readonly kind: 'skipped' }
  | { readonly kind: 'refused'; readonly refused: Refused }
  | { readonly kind: 'tool-missing'; readonly program: string }
  /** The whole run's time or output was used up before. */
  | OverBudget
) & {
    /** Commands that our own guard passes and the plan's list lacks; such a step is refused. */
    readonly outsidePlan: readonly string[]
  }

export type StepResult = {
  readonly exitCodes: readonly (number | null)[]
  readonly stdout: string
  readonly stderr: string
  readonly cut: Cut | null
}

export type GuardedExecutor = {
  /**
   * Runs a shell block statement by statement and answers with every step in order.
   *
   * @throws the signal's reason once it is aborted, and nothing else.
   */
  run(block: string): Promise<StepOutcome[]>
  /** Milliseconds left of the whole run. */
  leftMs(): number
  /** Whether the second wall stands around the programs. */
  wall(): Promise<WallReport>
  close(): void
}

export type ExecutorSettings = {
  /** Real, absolute path of the tree. */
  readonly root: string
  /** Entries of the plan's own list. */
  readonly allowed: readonly string[]
  readonly limits: Limits
  readonly signal: AbortSignal
  /** What the run may still take; begins now when left out. */
  readonly budget?: Budget
  /** Second walls to try; those of this machine when left out. */
  readonly walls?: readonly WallKind[]
}

/**
 * The only way in which anything is run: reading shell text, expanding patterns, checking every
 * argument, and starting the few programs that passed with an empty environment and closed input.
 */
export function openExecutor(settings: ExecutorSettings): GuardedExecutor {
  const budget = settings.budget ?? openBudget(settings.limits, monotonicMs)
  const scratch = openScratch(settings.root)
  const programs = openPrograms({ ...settings, scratch })
  const bench: Bench = { ...settings, budget, programs }
  return {
    async run(block) {
      const outcomes: StepOutcome[] = []
      for (const statement of readShell(block)) {
        outcomes.push(...(await runStatement(statement, bench)))
      }
      return outcomes
    },
    leftMs: () => budget.leftMs(),
    wall: () => programs.wall(),
    close: () => scratch.remove(),
  }
}

type Bench = ExecutorSettings & { readonly budget: Budget; readonly programs: Programs }

async function runStatement(statement: ShellStatement, bench: Bench): Promise<StepOutcome[]> {
  const { line } = statement
  if (statement.kind === 'refused-statement') {
    const { refused, source } = statement
    return [{ kind: 'refused', command: source, line, handled: false, outsidePlan: [], refused }]
  }
  const outcomes: StepOutcome[] = []
  let succeeded = true
  for (const [index, step] of statement.steps.entries()) {
    bench.signal.throwIfAborted()
    const handled = statement.steps[index + 1]?.when === 'after-failure'
    const told = { command: step.source, line, handled }
    const due = isDue(step, succeeded)
    const outcome = await runStep(step, due, bench)
    outcomes.push({ ...told, ...outcome })
    // A refusal stands even where the shell would not have come to the command.
    if (due) succeeded = outcome.kind === 'ran' && outcome.result.exitCodes.at(-1) === 0
  }
  return outcomes
}

function isDue(step: ShellStep, succeeded: boolean): boolean {
  return step.when === 'always' || (step.when === 'after-success') === succeeded
}

type Permitted = Exclude<Checked, Refused>
type Told<T> = T extends unknown ? Omit<T, 'command' | 'line' | 'handled'> : never
type Prepared =
  | { readonly kind: 'ready'; readonly checked: readonly Permitted[] }
  | { readonly kind: 'refused'; readonly refused: Refused; readonly outsidePlan: readonly string[] }

async function runStep(step: ShellStep, due: boolean, bench: Bench): Promise<Told<StepOutcome>> {
  const next = bench.budget.next()
  if (next.kind === 'over-budget') return { ...next, outsidePlan: [] }
  try {
    const prepared = prepare(step, bench)
    if (prepared.kind === 'refused') return prepared
    if (!due) return { kind: 'skipped', outsidePlan: [] }
    const outcome = await bench.programs.run(step, prepared.checked, next.limits)
    bench.signal.throwIfAborted()
    if (outcome.kind === 'ran') bench.budget.takeOutput(outcome.result.stdout.length)
    return { ...outcome, outsidePlan: [] }
  } catch (error) {
    bench.signal.throwIfAborted()
    return { kind: 'refused', refused: notCheckable(error), outsidePlan: [] }
  }
}

/** A tree can hold what nobody thought of. What cannot be checked is not run, and the rest of the plan goes on. */
function notCheckable(error: unknown): Refused {
  const reason = messageOf(error)
  return refuse('not-checkable', `it could not be checked or started: ${reason}`)
}

/** All of a pipeline or nothing: every command must pass our guard and stand on the plan's list. */
function prepare(step: ShellStep, bench: Bench): Prepared {
  const { root, allowed } = bench
  const checked: Permitted[] = []
  for (const [index, command] of step.pipeline.entries()) {
    const argv = expandWords(root, command, bench.budget)
    if ('code' in argv) return { kind: 'refused', refused: argv, outsidePlan: [] }
    const one = checkCommand(argv, { root, fed: index > 0 })
    if (one.kind === 'refused') return { kind: 'refused', refused: one, outsidePlan: [] }
    checked.push(one)
  }
  const outsidePlan = checked.map(({ entry }) => entry).filter((entry) => !isOnList(entry, allowed))
  if (outsidePlan.length === 0) return { kind: 'ready', checked }
  const names = outsidePlan.map((entry) => `"${entry}"`).join(', ')
  const why = `${names} is not on the plan's own list of allowed commands`
  return { kind: 'refused', refused: refuse('not-in-plan', why), outsidePlan }
}

function expandWords(root: string, command: ShellCommand, { purse }: Budget): string[] | Refused {
  const argv: string[] = []
  for (const word of command.words) {
    const expanded = expandGlob(root, word, purse)
    if ('code' in expanded) return expanded
    argv.push(...expanded)
  }
  return argv
}
