/** What closed a stage, as people say it: `closed: NO_GO`. */
export function closedWord(closed: string): string {
  return closed === 'no_go' ? 'closed: NO_GO' : `closed: ${closed}`
}
