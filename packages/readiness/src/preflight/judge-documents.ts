import { drift } from '../documents/index.js'
import type { DocumentFact, PreflightFacts } from './facts.js'
import { ok, stop } from './finding.js'
import type { Finding } from './finding.js'
import { judgeDocument } from './judge-monitoring.js'

/** Part 6: whether the operations documents exist and still say what the code does. */
export function judgeDocuments(facts: PreflightFacts): readonly Finding[] {
  const { adr } = facts.documents
  const ours = adr === null ? [] : [...judgeDocument(adr, facts, ['stages']), ...judgeStatus(adr)]
  return [...judgeRunbook(facts), ...ours]
}

function judgeRunbook({ documents: { runbook } }: PreflightFacts): readonly Finding[] {
  const { path, text, rendered = '' } = runbook
  const remedy = 'Run `partial-trust runbook --write`.'
  if (text === null) return [stop('there is no runbook', path, remedy)]
  const found = drift(text, rendered)
  if (found === null) return [ok('the runbook is what the code renders', path)]
  return [
    stop(
      `the runbook drifted: it says “${found.stands}”, the code says “${found.rendered}”`,
      `${path}:${found.line}`,
      remedy,
    ),
  ]
}

function judgeStatus(adr: DocumentFact): readonly Finding[] {
  if (adr.text === null) return []
  const status = /^(?:- )?(?:\*\*)?Status(?:\*\*)?:(?:\*\*)? *(.+)$/m.exec(adr.text)?.[1]?.trim()
  if (status?.toLowerCase().startsWith('accepted') === true) {
    return [ok('the decision record is accepted', adr.path)]
  }
  return [
    stop(
      `the decision record is ${status === undefined ? 'without a status' : `“${status}”`}, not accepted`,
      adr.path,
      'Have it accepted before anything is enabled.',
    ),
  ]
}
