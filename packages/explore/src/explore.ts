import { readFileSync, realpathSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { UserError } from '@partial-trust/settings'
import type { Plan } from './plan/plan.js'
import { readPlan } from './plan/read-plan.js'
import type { Exploration, Issue, TaskReport } from './report/exploration.js'
import { findIssues } from './report/find-issues.js'
import { gatherEvidence, type Gathered } from './report/gather-evidence.js'
import { openExecutor, type GuardedExecutor } from './run/guarded-executor.js'
import { defaultLimits, type Limits } from './run/limits.js'
import { changedPaths, fingerprintTree } from './run/tree-fingerprint.js'

/** Turns a task's evidence into an answer; never throws, and answers nothing in case of any doubt. */
export type AnswerTasks = (
  plan: Plan,
  tasks: readonly TaskReport[],
  executor: GuardedExecutor,
) => Promise<{ readonly tasks: readonly TaskReport[]; readonly notes: readonly string[] }>

export type ExploreSettings = {
  /** The plan's path, absolute or relative to `cwd`; may lie outside the repository. */
  readonly planFile: string
  /** Top of the repository to look at. */
  readonly repository: string
  readonly cwd: string
  readonly signal: AbortSignal
  readonly limits?: Limits
  readonly answer?: AnswerTasks
}

/**
 * Runs a PLAN prompt on a repository, task by task, and shows that nothing changed.
 *
 * @throws {UserError} with exit code 2 when the plan or the repository cannot be used.
 */
export async function explore(settings: ExploreSettings): Promise<Exploration> {
  const plan = loadPlan(settings)
  const root = realRoot(resolve(settings.cwd, settings.repository))
  const before = fingerprintTree(root)
  const executor = openExecutor({
    root,
    allowed: plan.allowed.map(({ text }) => text),
    limits: settings.limits ?? defaultLimits,
    signal: settings.signal,
  })
  try {
    const gathered: Gathered[] = []
    for (const task of plan.tasks) gathered.push(await gatherEvidence(task, executor))
    const evidence = gathered.map(({ report }) => report)
    const answered = (await settings.answer?.(plan, evidence, executor)) ?? {
      tasks: evidence,
      notes: [],
    }
    const after = fingerprintTree(root)
    const changed = changedPaths(before, after)
    return {
      plan: plan.file,
      title: plan.title,
      repository: root,
      tasks: answered.tasks,
      issues: [...findIssues(plan, root, gathered), ...changeIssue(changed)],
      notes: [...planNotes(plan), ...answered.notes],
      tree: {
        before: before.digest,
        after: after.digest,
        unchanged: changed.length === 0,
        changed: changed.slice(0, 50),
        entries: before.entries,
        hashedFiles: before.hashedFiles,
        statedFiles: before.statedFiles,
      },
    }
  } finally {
    executor.close()
  }
}

function loadPlan({ planFile, cwd }: ExploreSettings): Plan {
  const reading = readPlan(planFile, readText(resolve(cwd, planFile), planFile))
  if (reading.kind === 'plan') return reading.plan
  const lines = reading.problems.map(({ text, line }) => `${planFile}:${line}: ${text}`)
  throw new UserError(`the plan cannot be used:\n  ${lines.join('\n  ')}`, 2)
}

function readText(path: string, shown: string): string {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new UserError(`${shown}: the plan cannot be read: ${reason}`, 2, { cause: error })
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new UserError(`${shown}:1: the plan is not UTF-8 text`, 2, { cause: error })
  }
}

function realRoot(path: string): string {
  const entry = statSync(path, { throwIfNoEntry: false })
  if (entry?.isDirectory() !== true) {
    throw new UserError(`${path} is not a directory: give the top of a repository with --repo`, 2)
  }
  return realpathSync.native(path)
}

function changeIssue(changed: readonly string[]): Issue[] {
  if (changed.length === 0) return []
  const named = changed.slice(0, 5).join(', ')
  const more = changed.length > 5 ? ` and ${changed.length - 5} more` : ''
  const message = `changed while the explorer ran, by it or by someone else: ${named}${more}`
  return [{ rule: 'tree-changed', task: null, line: 1, message }]
}

function planNotes(plan: Plan): string[] {
  const notes: string[] = []
  if (plan.role === null) notes.push('the plan states no role')
  if (plan.forbidden.length === 0) notes.push('the plan forbids nothing')
  if (plan.keyFiles.length === 0) notes.push('the plan names no key files')
  if (plan.expectedOutput === null) notes.push('the plan states no expected output')
  return notes
}
