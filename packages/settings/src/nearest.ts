/** Of the known names the one that most likely was meant; the first of equals. */
export function nearest(name: string, known: readonly string[]): string {
  return known
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .reduce((best, next) => (next.distance < best.distance ? next : best)).candidate
}

/** Levenshtein's: insertions, deletions and replacements of single characters. */
export function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (const [index, letter] of from.split('').entries()) {
    const next = [index + 1]
    for (const [column, other] of to.split('').entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min((row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1, replaced))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
