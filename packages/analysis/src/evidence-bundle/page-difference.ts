import type { Difference } from './differences.js'

/** What is shown of a line, from a little before the place at which it differs. */
const [before, shownLetters] = [20, 60] as const

/** Where a bundle's page is another than the one that follows: the first line, and what both say there. */
export function pageDifference(stated: string, derived: string): readonly Difference[] {
  if (stated === derived) return []
  const [ours, theirs] = [stated.split('\n'), derived.split('\n')]
  const line = theirs.findIndex((text, place) => text !== ours[place])
  const at = line === -1 ? theirs.length : line
  const [said, follows] = shown(ours[at], theirs[at])
  return [
    {
      where: 'page',
      what: `is not the page that follows from the counts: its line ${at + 1} says ${said}, but ${follows} follows`,
    },
  ]
}

function shown(...lines: readonly [string | undefined, string | undefined]): readonly string[] {
  const [one = '', other = ''] = lines
  let same = 0
  while (same < one.length && one[same] === other[same]) same += 1
  const from = Math.max(0, same - before)
  return lines.map((line) =>
    line === undefined ? 'nothing' : JSON.stringify(line.slice(from, from + shownLetters)),
  )
}
