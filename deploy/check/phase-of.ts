/**
 * What Argo Rollouts makes of a measurement where both conditions are given: the one that holds decides, and
 * neither is Inconclusive (its documentation, "Inconclusive Runs"). Knows `result == "…"` alone.
 */
export function phaseOf(
  result: string,
  successCondition: string,
  failureCondition: string,
): 'Successful' | 'Failed' | 'Inconclusive' {
  if (holds(failureCondition, result)) return 'Failed'
  return holds(successCondition, result) ? 'Successful' : 'Inconclusive'
}

function holds(condition: string, result: string): boolean {
  const wanted = /^result == "(\w+)"$/.exec(condition)?.[1]
  if (wanted === undefined) throw new Error(`cannot read the condition ${condition}`)
  return result === wanted
}
