/** Words that are names of something in code or data: `snake_case`, `UPPER_CASE`, or between backticks. */
const nameLike = /\b[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+\b/gu

/** Names of one report line that are looked for: each costs a walk through all evidence. */
const mostNames = 100

/** `all 4 ACs passed`: so many acceptance criteria, each of them passed. */
const allPassed = /\ball\s+(\d{1,2})\s+ACs?\s+(?:have\s+)?pass(?:ed)?\b/iu

/**
 * What a `**Report:**` line says the evidence holds and the evidence does not: names that it spells
 * out, and "all N ACs passed". Read literally, so that a person can follow it; what needs judgement
 * is left to the reader.
 */
export function unmetExpectations(asks: string, evidence: readonly string[]): string[] {
  const text = evidence.join('\n')
  const names = new Set(asks.match(nameLike))
  const missing = [...names].slice(0, mostNames).filter((name) => !text.includes(name))
  const unmet = missing.map((name) => `the evidence does not mention "${name}"`)
  const criteria = Number(allPassed.exec(asks)?.[1] ?? 0)
  for (let number = 1; number <= criteria; number += 1) {
    const verdict = verdictOn(number, evidence)
    if (verdict !== 'passed') unmet.push(`the evidence ${verdict} AC${number}`)
  }
  return unmet
}

function verdictOn(number: number, evidence: readonly string[]): string {
  const named = new RegExp(`\\bAC[- ]?${number}\\b`, 'iu')
  const lines = evidence.filter((line) => named.test(line))
  if (lines.length === 0) return 'does not mention'
  if (lines.some((line) => /\bfail(?:ed|s|ure)?\b|❌/iu.test(line))) return 'shows a failure of'
  return lines.some((line) => /\bpass(?:ed|es)?\b|✅|✓/iu.test(line))
    ? 'passed'
    : 'does not say "passed" of'
}
