import { checkCommand, isOnList, type Checked } from '../guard/check-command.js'
import { refuse, type Refused } from '../guard/refusal.js'
import { expandGlob } from '../shell/expand-glob.js'
import { readShell } from '../shell/read-shell.js'
import type { ShellCommand, ShellStatement, ShellStep } from '../shell/shell.js'
import { makeGitShadow, type GitShadow } from './git-shadow.js'
import type { Limits } from './limits.js'
import { runPipeline, type Cut, type Stage } from './run-pipeline.js'
import { openScratch, type Scratch } from './scratch.js'
import { cleanEnvironment, findProgram } from './tool-programs.js'

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
  /** Runs a shell block statement by statement and answers with every step in order. */
  run(block: string): Promise<StepOutcome[]>
  close(): void
}

export type ExecutorSettings = {
  /** Real, absolute path of the tree. */
  readonly root: string
  /** Entries of the plan's own list. */
  readonly allowed: readonly string[]
  readonly limits: Limits
  readonly signal: AbortSignal
}

/**
 * The only way in which anything is run: reading shell text, expanding patterns, checking every
 * argument, and starting the few programs that passed with an empty environment and closed input.
 */
export function openExecutor(settings: ExecutorSettings): GuardedExecutor {
  const scratch = openScratch(settings.root)
  let shadow: Promise<GitShadow | Refused> | undefined
  const gitShadow = (git: string): Promise<GitShadow | Refused> =>
    (shadow ??= makeGitShadow(settings.root, scratch, git))
  return {
    async run(block) {
      const outcomes: StepOutcome[] = []
      for (const statement of readShell(block)) {
        outcomes.push(...(await runStatement(statement, settings, scratch, gitShadow)))
      }
      return outcomes
    },
    close: () => scratch.remove(),
  }
}

type ShadowOf = (git: string) => Promise<GitShadow | Refused>

async function runStatement(
  statement: ShellStatement,
  settings: ExecutorSettings,
  scratch: Scratch,
  gitShadow: ShadowOf,
): Promise<StepOutcome[]> {
  const { line } = statement
  if (statement.kind === 'refused-statement') {
    const { refused, source } = statement
    return [{ kind: 'refused', command: source, line, handled: false, outsidePlan: [], refused }]
  }
  const outcomes: StepOutcome[] = []
  let succeeded = true
  for (const [index, step] of statement.steps.entries()) {
    const handled = statement.steps[index + 1]?.when === 'after-failure'
    const told = { command: step.source, line, handled }
    const prepared = prepare(step, settings)
    if (prepared.kind === 'refused') {
      // A refusal stands even where the shell would not have come to the command.
      outcomes.push({ ...told, ...prepared })
      if (isDue(step, succeeded)) succeeded = false
      continue
    }
    if (!isDue(step, succeeded)) {
      outcomes.push({ ...told, kind: 'skipped', outsidePlan: [] })
      continue
    }
    const outcome = await start(step, prepared.checked, settings, scratch, gitShadow)
    outcomes.push({ ...told, ...outcome, outsidePlan: [] })
    succeeded = outcome.kind === 'ran' && outcome.result.exitCodes.at(-1) === 0
  }
  return outcomes
}

function isDue(step: ShellStep, succeeded: boolean): boolean {
  return step.when === 'always' || (step.when === 'after-success') === succeeded
}

type Permitted = Exclude<Checked, Refused>
type Prepared =
  | { readonly kind: 'ready'; readonly checked: readonly Permitted[] }
  | { readonly kind: 'refused'; readonly refused: Refused; readonly outsidePlan: readonly string[] }

/** All of a pipeline or nothing: every command must pass our guard and stand on the plan's list. */
function prepare(step: ShellStep, { root, allowed }: ExecutorSettings): Prepared {
  const checked: Permitted[] = []
  for (const [index, command] of step.pipeline.entries()) {
    const argv = expandWords(root, command)
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

function expandWords(root: string, command: ShellCommand): string[] | Refused {
  const argv: string[] = []
  for (const word of command.words) {
    const expanded = expandGlob(root, word)
    if ('code' in expanded) return expanded
    argv.push(...expanded)
  }
  return argv
}

type Started =
  | { readonly kind: 'ran'; readonly result: StepResult }
  | { readonly kind: 'tool-missing'; readonly program: string }
  | { readonly kind: 'refused'; readonly refused: Refused }

async function start(
  step: ShellStep,
  checked: readonly Permitted[],
  { root, limits, signal }: ExecutorSettings,
  scratch: Scratch,
  gitShadow: ShadowOf,
): Promise<Started> {
  const stages: Stage[] = []
  for (const [index, one] of checked.entries()) {
    const outputs = {
      stdout: step.pipeline[index]?.stdout ?? 'out',
      stderr: step.pipeline[index]?.stderr ?? 'err',
    }
    if (one.kind === 'literal') {
      stages.push({ kind: 'literal', output: one.output, ...outputs })
      continue
    }
    const path = findProgram(one.program, root)
    if (path === null) return { kind: 'tool-missing', program: one.program }
    const program = { kind: 'program' as const, name: one.program, path }
    const env = cleanEnvironment(scratch.home)
    if (one.program !== 'git') {
      stages.push({ ...program, args: one.args, env, ...outputs })
      continue
    }
    const shadow = await gitShadow(path)
    if (shadow.kind === 'refused') return { kind: 'refused', refused: shadow }
    const args = [...shadow.args, ...one.args]
    stages.push({ ...program, args, env: { ...env, ...shadow.env }, ...outputs })
  }
  const { exitCodes, stdout, stderr, cut } = await runPipeline(stages, {
    cwd: root,
    limits,
    signal,
  })
  return {
    kind: 'ran',
    result: { exitCodes, stdout: stdout.toString('utf8'), stderr: stderr.toString('utf8'), cut },
  }
}
