import { checkPath } from '../guard/check-path.js'
import type { Located, Plan, PlanTask } from '../plan/plan.js'
import type { StepOutcome } from '../run/guarded-executor.js'
import { unmetExpectations } from './expectations.js'
import type { Issue } from './exploration.js'
import type { Gathered } from './gather-evidence.js'

/** Everything that must stop the line, in the order of the plan. */
export function findIssues(plan: Plan, root: string, gathered: readonly Gathered[]): Issue[] {
  const ofTasks = plan.tasks.flatMap((task, index) => {
    const one = gathered[index]
    return one === undefined ? [] : taskIssues(task, one)
  })
  return [...planIssues(plan, root), ...ofTasks]
}

function planIssues(plan: Plan, root: string): Issue[] {
  const missing =
    (rule: Issue['rule'], what: string) =>
    (file: Located): Issue[] => {
      const checked = checkPath(root, file.text)
      if (checked.kind === 'path' && checked.exists) return []
      const why = checked.kind === 'refused' ? checked.why : `\`${file.text}\` does not exist`
      return [{ rule, task: null, line: file.line, message: `${what}: ${why}` }]
    }
  return [
    ...contradictoryLists(plan),
    ...plan.namedFiles.flatMap(missing('missing-named-file', 'named in the plan')),
    ...plan.keyFiles.flatMap(missing('missing-key-file', 'key file')),
    ...taskNumbers(plan),
  ]
}

function contradictoryLists({ allowed, forbidden }: Plan): Issue[] {
  return allowed
    .filter(({ text }) =>
      forbidden.some((item) => item.text.split(',').some((part) => part.trim() === text)),
    )
    .map(({ text, line }) => ({
      rule: 'allowed-and-forbidden' as const,
      task: null,
      line,
      message: `\`${text}\` is on the list of allowed commands and on that of forbidden ones`,
    }))
}

function taskNumbers({ tasks, expectedOutput }: Plan): Issue[] {
  const issues: Issue[] = []
  for (const [index, task] of tasks.entries()) {
    if (task.number === index + 1) continue
    const message = `task ${task.number} stands where task ${index + 1} is due`
    issues.push({ rule: 'task-numbers', task: task.number, line: task.line, message })
    break
  }
  const range = /Task\s+(\d+)\s+(?:through|to|until|-|–|—)\s+(?:Task\s+)?(\d+)/iu.exec(
    expectedOutput?.text ?? '',
  )
  const last = tasks.at(-1)?.number
  if (expectedOutput !== null && range !== null && Number(range[2]) !== last) {
    const message = `the expected output ends with task ${range[2]}, the plan with task ${last}`
    issues.push({ rule: 'task-numbers', task: null, line: expectedOutput.line, message })
  }
  return issues
}

function taskIssues(task: PlanTask, { report, steps }: Gathered): Issue[] {
  const at = (rule: Issue['rule'], line: number, message: string): Issue => ({
    rule,
    task: task.number,
    line,
    message,
  })
  const over = steps.findIndex(({ outcome }) => outcome.kind === 'over-budget')
  // Once the run's budget is spent, one issue a task says it for all that follows.
  const told = over === -1 ? steps : steps.slice(0, over + 1)
  const issues = told.flatMap(({ outcome, line }) =>
    stepIssues(outcome).map(({ rule, message }) => at(rule, line, message)),
  )
  if (over !== -1) return issues
  const lines = report.commands.flatMap(({ output }) => output.map(({ text }) => text))
  if (lines.every((text) => text.trim() === '')) {
    const hint = steps.some(({ outcome }) => usesBasicBar(outcome.command))
      ? ' (in rg and grep -E, "\\|" means a bar, not "or": write "|")'
      : ''
    issues.push(at('empty-evidence', task.line, `no output to report from${hint}`))
    return issues
  }
  const unmet = unmetExpectations(task.report.text, lines)
  return [...issues, ...unmet.map((message) => at('expectation-unmet', task.report.line, message))]
}

function usesBasicBar(command: string): boolean {
  return /(?:^|\|\s*)(?:rg|grep\s+-\w*E)\b[^|]*\\\|/u.test(command)
}

function stepIssues(outcome: StepOutcome): { rule: Issue['rule']; message: string }[] {
  const command = `\`${outcome.command}\``
  switch (outcome.kind) {
    case 'skipped':
      return []
    case 'refused': {
      const rule = outcome.refused.code === 'not-in-plan' ? 'outside-allow-list' : 'command-refused'
      return [{ rule, message: `${command}: ${outcome.refused.why}` }]
    }
    case 'over-budget':
      return [{ rule: 'incomplete-evidence', message: outcome.why }]
    case 'tool-missing':
      return [{ rule: 'tool-missing', message: `${command}: ${outcome.program} is not installed` }]
    case 'ran': {
      const { exitCodes, stderr, cut } = outcome.result
      if (cut !== null) {
        const limit = { time: 'took too long', output: 'printed too much', stopped: 'was stopped' }
        return [{ rule: 'incomplete-evidence', message: `${command} ${limit[cut]} and was ended` }]
      }
      const failed = exitCodes.find((code) => code !== null && code > 0)
      if (failed === undefined || outcome.handled || onlyFoundNothing(outcome)) return []
      const [said = ''] = stderr.split('\n')
      const because = said === '' ? '' : `: ${said}`
      return [{ rule: 'command-failed', message: `${command} ended with code ${failed}${because}` }]
    }
  }
}

/** grep and rg say 1 for "no match", git diff for "there are differences": no failure. */
function onlyFoundNothing(outcome: Extract<StepOutcome, { kind: 'ran' }>): boolean {
  const { exitCodes, stderr } = outcome.result
  const searches = /\b(?:grep|rg|git\s+diff)\b/u.test(outcome.command)
  return searches && stderr === '' && exitCodes.every((code) => code === null || code <= 1)
}
