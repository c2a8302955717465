import { resolve } from 'node:path'
import { UserError } from '@partial-trust/settings'
import { monotonicMs } from './edge/monotonic-ms.js'
import type { Plan } from './plan/plan.js'
import { longestReadingMs, readPlanApart } from './plan/read-plan-apart.js'
import { readPlanFile, type PlanFile } from './plan/read-plan-file.js'
import type { Exploration, Issue, TaskReport, TreeEvidence } from './report/exploration.js'
import { findIssues } from './report/find-issues.js'
import { gatherEvidence, type Gathered } from './report/gather-evidence.js'
import { printable } from './report/printable.js'
import { openBudget, type Budget } from './run/budget.js'
import { openExecutor, type GuardedExecutor } from './run/guarded-executor.js'
import { defaultLimits, type Limits } from './run/limits.js'
import { realPathOf, targetOf } from './tree/entry-at.js'
import { changedPaths, fingerprintTree, type TreeFingerprint } from './tree/tree-fingerprint.js'

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
  readonly limits?: Partial<Limits>
  readonly answer?: AnswerTasks
}

/**
 * Runs a PLAN prompt on a repository, task by task, and shows that nothing changed.
 *
 * @throws {UserError} with exit code 2 when the plan or the repository cannot be used.
 * @throws the signal's reason once it is aborted.
 */
export async function explore(settings: ExploreSettings): Promise<Exploration> {
  const { signal } = settings
  const limits = { ...defaultLimits, ...settings.limits }
  const startMs = monotonicMs()
  const budget = openBudget(limits, monotonicMs)
  const plan = await loadPlan(settings, budget)
  const root = realRoot(resolve(settings.cwd, settings.repository))
  const before = await fingerprintInTime(root, signal, budget.leftMs() / 2)
  if (before === null) throw tooLarge(root, limits.totalMs)
  // As long again, and half as much, for the second fingerprint.
  budget.keepBack(Math.min(limits.totalMs / 2, before.tookMs * 1.5 + 100))
  const allowed = plan.allowed.map(({ text }) => text)
  const executor = openExecutor({ root, allowed, limits, signal, budget })
  try {
    const gathered: Gathered[] = []
    for (const task of plan.tasks) gathered.push(await gatherEvidence(task, executor))
    const evidence = gathered.map(({ report }) => report)
    const answered = (await settings.answer?.(plan, evidence, executor)) ?? {
      tasks: evidence,
      notes: [],
    }
    const wall = await executor.wall()
    const after = await fingerprintInTime(root, signal, budget.leftMs())
    signal.throwIfAborted()
    const tree = compare(before.fingerprint, after?.fingerprint ?? null)
    return {
      plan: plan.file,
      title: plan.title,
      repository: root,
      tasks: answered.tasks,
      issues: [...findIssues(plan, root, gathered), ...treeIssues(tree)],
      notes: [...planNotes(plan), ...answered.notes],
      tree: { ...tree, changed: tree.changed.slice(0, 50) },
      wall,
      time: { usedMs: Math.round(monotonicMs() - startMs), mostMs: limits.totalMs },
    }
  } finally {
    executor.close()
  }
}

async function loadPlan({ planFile, cwd, signal }: ExploreSettings, budget: Budget): Promise<Plan> {
  const file = await readInTime(resolve(cwd, planFile), signal, budget.leftMs())
  if (file.kind === 'unreadable') {
    const message = printable(`${planFile}: the plan cannot be read: ${file.why}`)
    throw new UserError(message, 2, { cause: file.cause })
  }
  const timeMs = Math.min(longestReadingMs, Math.ceil(budget.leftMs()))
  const reading = await readPlanApart(planFile, file.text, signal, timeMs)
  if (reading.kind === 'plan') return reading.plan
  const lines = reading.problems.map(({ text, line }) => printable(`${planFile}:${line}: ${text}`))
  throw new UserError(`the plan cannot be used:\n  ${lines.join('\n  ')}`, 2)
}

async function readInTime(path: string, signal: AbortSignal, timeMs: number): Promise<PlanFile> {
  try {
    return await readPlanFile(path, budgetSignal(signal, timeMs))
  } catch (cause) {
    signal.throwIfAborted()
    return { kind: 'unreadable', why: 'it did not arrive in the time of the whole run', cause }
  }
}

function realRoot(path: string): string {
  const real = realPathOf(path)
  if (real === null || targetOf(real)?.isDirectory() !== true) {
    const message = `${path} is not a directory: give the top of a repository with --repo`
    throw new UserError(printable(message), 2)
  }
  return real
}

function tooLarge(root: string, totalMs: number): UserError {
  const message = `${root} is too large to be fingerprinted, twice, in ${totalMs / 1000} s: allow more with --time-limit, or give a smaller tree`
  return new UserError(printable(message), 2)
}

function budgetSignal(signal: AbortSignal, timeMs: number): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(Math.max(0, Math.floor(timeMs)))])
}

/** Null when the time did not suffice. */
async function fingerprintInTime(
  root: string,
  signal: AbortSignal,
  timeMs: number,
): Promise<{ fingerprint: TreeFingerprint; tookMs: number } | null> {
  const startMs = monotonicMs()
  const limited = budgetSignal(signal, timeMs)
  try {
    const fingerprint = await fingerprintTree(root, limited)
    return { fingerprint, tookMs: monotonicMs() - startMs }
  } catch (error) {
    signal.throwIfAborted()
    if (limited.aborted) return null
    throw error
  }
}

function compare(before: TreeFingerprint, after: TreeFingerprint | null): TreeEvidence {
  const changed = after === null ? [] : changedPaths(before, after)
  return {
    before: before.digest,
    after: after?.digest ?? null,
    unchanged: after !== null && changed.length === 0,
    changed,
    entries: before.entries,
    hashedFiles: before.hashedFiles,
    statedFiles: before.statedFiles,
  }
}

function treeIssues({ after, changed }: TreeEvidence): Issue[] {
  if (after === null) {
    const message =
      'the time was over before the tree was looked at again: nothing shows that it is as it was'
    return [{ rule: 'tree-unproved', task: null, line: 1, message }]
  }
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
