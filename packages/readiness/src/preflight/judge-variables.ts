import { inventory, variables } from '@partial-trust/settings'
import type { PreflightFacts } from './facts.js'
import { note, ok, stop } from './finding.js'
import type { Finding } from './finding.js'

/** Part 1: which variables with which values. */
export function judgeVariables(facts: PreflightFacts): readonly Finding[] {
  const rows = inventory(facts.env, facts.config).map((row) => {
    const value = row.value === '' ? '(empty)' : row.value
    return row.problem === null
      ? ok(`${row.name} = ${value}`, `${row.source}; ${row.type}; valid: ${row.valid}`)
      : stop(`${row.name}: ${row.problem}`, row.source, `Valid: ${row.valid}.`)
  })
  return [
    ...rows,
    ...unknownNames(facts),
    ...placeholders(facts),
    ...undocumented(facts),
    ...riskLog(facts),
  ]
}

function unknownNames({ config }: PreflightFacts): readonly Finding[] {
  return config.problems
    .filter(({ variable }) => !Object.hasOwn(variables, variable))
    .map(({ variable, problem }) =>
      stop(`${variable} ${problem}`, 'environment', `Unset ${variable}, or spell it right.`),
    )
}

/** What templates leave behind where nobody filled in a value. */
const placeholder = /\$\{[^}]*\}|\{\{.*\}\}|^<[^>]*>$|^(?:changeme|change-me|todo|xxx+)$/iu

function placeholders({ env }: PreflightFacts): readonly Finding[] {
  return Object.keys(variables)
    .filter((name) => placeholder.test(env[name]?.trim() ?? ''))
    .map((name) => stop(`${name} holds a placeholder`, 'environment', `Set ${name}, or unset it.`))
}

function undocumented({ documents }: PreflightFacts): readonly Finding[] {
  const { path, text } = documents.runbook
  if (text === null) return []
  return Object.keys(variables)
    .filter((name) => !text.includes(name))
    .map((name) =>
      stop(`${name} is documented nowhere`, path, 'Run `partial-trust runbook --write`.'),
    )
}

function riskLog({ riskLog: { path, problem, losses } }: PreflightFacts): readonly Finding[] {
  const lost =
    losses === null
      ? []
      : [
          note(
            'records never reached the risk log, and no verdict on it is GO',
            losses,
            'Mend the disk or the folder; then move the log and this file away together, so that a new log begins.',
          ),
        ]
  if (problem === null) return [ok('the risk log can be written', path), ...lost]
  return [
    ...lost,
    stop(
      `the risk log cannot be written: ${problem}`,
      path,
      'Set PARTIAL_TRUST_RISK_LOG_PATH to a writable place.',
    ),
  ]
}
