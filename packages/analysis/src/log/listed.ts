/** `a (7,566 records), b (1 record)`: the most frequent first. */
export function listed(found: ReadonlyMap<string, number>): string {
  return [...found]
    .toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .map(([name, n]) => `${name} (${count(n)} record${n === 1 ? '' : 's'})`)
    .join(', ')
}

export function count(n: number): string {
  return n.toLocaleString('en-US')
}
