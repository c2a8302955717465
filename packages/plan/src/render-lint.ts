import type { Finding } from '@partial-trust/core'
import type { LoadedPlan } from './load-plan.js'

/** Findings for a person at a terminal, each with its place, its numbers and what to do. */
export function renderLint(findings: readonly Finding[], loaded: LoadedPlan): string {
  const blocks = findings.map((found) =>
    [
      `${placeOf(found, loaded)}: ${found.severity} ${found.id} ${found.rule}`,
      `  ${found.problem}`,
      `  because  ${found.arithmetic}`,
      `  instead  ${found.suggestion}`,
      '',
    ].join('\n'),
  )
  return [...blocks, summary(findings), ''].join('\n')
}

/** `FILE:LINE`, or the stage of the built-in plan. */
function placeOf({ path, stage }: Finding, { file, lineAt }: LoadedPlan): string {
  const line = path.length === 0 ? null : lineAt(path)
  if (file === null) return `built-in plan${stage === null ? '' : `, ${stage}`}`
  return line === null ? file : `${file}:${line}`
}

function summary(findings: readonly Finding[]): string {
  const count = (severity: Finding['severity']): string => {
    const n = findings.filter((found) => found.severity === severity).length
    return `${n} ${severity}${n === 1 ? '' : 's'}`
  }
  return `${count('error')}, ${count('warning')}, ${count('note')}`
}
