import { documentBlocks, blockProblems, falseClaims } from '../documents/index.js'
import { goText, noGoText } from '../tables.js'
import type { DocumentFact, PreflightFacts } from './facts.js'
import { ok, stop } from './finding.js'
import type { Finding } from './finding.js'

/** Part 3: the metrics with their thresholds, and whether the analyzer's page says the same. */
export function judgeMonitoring(facts: PreflightFacts): readonly Finding[] {
  const { plan: loaded, documents } = facts
  if (loaded.kind === 'refused') return []
  const thresholds = thresholdsOf(facts)
  const { analyzer } = documents
  if (analyzer === null) return thresholds
  return [...thresholds, ...judgeDocument(analyzer, facts, ['stages', 'thresholds'])]
}

function thresholdsOf({ plans }: PreflightFacts): readonly Finding[] {
  return plans.flatMap((one) => {
    if (one.kind === 'refused') return []
    const of = plans.length > 1 ? `${one.intent}, ` : ''
    return one.plan.stages.map((stage) =>
      ok(
        `${of}${stage.name}: GO needs ${stage.go.map(goText).join(', ')}`,
        `NO_GO on ${stage.no_go.map(noGoText).join(', ')}`,
      ),
    )
  })
}

/** What a document says that code and plan do not. */
export function judgeDocument(
  { path, text }: DocumentFact,
  { plan: loaded, corridors }: PreflightFacts,
  required: readonly string[],
): readonly Finding[] {
  if (text === null) {
    return [stop(`${path} is missing`, path, 'It ships with the product; restore it.')]
  }
  if (loaded.kind === 'refused') return []
  const remedy = 'Run `partial-trust runbook --write`, or correct the sentence.'
  const blocks = blockProblems(text, documentBlocks(loaded.plan, corridors), required).map(
    ({ line, problem }) => stop(problem, `${path}:${line}`, remedy),
  )
  const claims = falseClaims(text, loaded.plan).map(({ line, claim, truth }) =>
    stop(`the document claims “${claim}”, but ${truth}`, `${path}:${line}`, remedy),
  )
  return blocks.length + claims.length === 0
    ? [ok(`${path} says what the code does`, path)]
    : [...blocks, ...claims]
}
