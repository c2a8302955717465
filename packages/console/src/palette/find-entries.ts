/** Something one can go to or do. */
export type Entry = {
  /** Names it among all of them. */
  readonly id: string
  readonly group: Group
  /** What it is found by; shown where nothing else is. */
  readonly text: string
}

export const groups = ['Corridors', 'Pages', 'Changes', 'Help'] as const
export type Group = (typeof groups)[number]

/** Shown of a group at most: who looks for one of two hundred types a part of its name. */
const shownAtMost: Readonly<Record<Group, number>> = {
  Corridors: 12,
  Pages: 12,
  Changes: 12,
  Help: 4,
}

/** Changes are shown once something is looked for: beside each corridor they would be most of the list. */
const changesUnasked = 1

export type Found<Kind extends Entry> = {
  readonly group: Group
  readonly shown: readonly Kind[]
  /** How many fit as well and are not shown. */
  readonly more: number
}

/** What each word of a search stands in, group by group, those that begin with the search first. */
export function findEntries<Kind extends Entry>(
  entries: readonly Kind[],
  search: string,
): readonly Found<Kind>[] {
  const words = search.toLowerCase().split(/\s+/u).filter(Boolean)
  const begins = (entry: Kind): number =>
    words.length > 0 && entry.text.toLowerCase().startsWith(words.join(' ')) ? 0 : 1
  return groups.flatMap((group) => {
    const fitting = entries
      .filter((entry) => entry.group === group && fits(entry, words))
      .toSorted((a, b) => begins(a) - begins(b))
    const most = words.length === 0 && group === 'Changes' ? changesUnasked : shownAtMost[group]
    const shown = fitting.slice(0, most)
    return shown.length === 0 ? [] : [{ group, shown, more: fitting.length - shown.length }]
  })
}

function fits({ text }: Entry, words: readonly string[]): boolean {
  const lower = text.toLowerCase()
  return words.every((word) => lower.includes(word))
}
