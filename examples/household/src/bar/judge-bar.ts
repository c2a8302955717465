import { type Bar, required, type Share } from './measure-bar.js'

/** One figure that a set of lines does not reach, in words: "held out: exact item names 70.00 %, required >= 75.00 %". */
export type Miss = string

/** Names every figure of the bar that these lines miss. A share of no lines at all is a miss. */
export function missesOf(set: string, { wrongAdds, exactItems, exactTasks }: Bar): readonly Miss[] {
  const judged = [
    {
      name: 'others executed as an add',
      share: wrongAdds,
      limit: required.wrongAdds,
      atMost: true,
    },
    { name: 'exact item names', share: exactItems, limit: required.exactItems, atMost: false },
    { name: 'tasks', share: exactTasks, limit: required.exactTasks, atMost: false },
  ]
  return judged
    .filter(({ share, limit, atMost }) => !(atMost ? rate(share) <= limit : rate(share) >= limit))
    .map(
      ({ name, share, limit, atMost }) =>
        `${set}: ${name} ${shown(share)}, required ${atMost ? '<=' : '>='} ${percent(limit)}`,
    )
}

export function shown(share: Share): string {
  return share.of === 0 ? 'of no line' : `${share.hits}/${share.of} ${percent(rate(share))}`
}

export function percent(value: number): string {
  return `${(value * 100).toFixed(2)} %`
}

/** NaN where there are no lines, so that no comparison holds. */
function rate({ hits, of }: Share): number {
  return hits / of
}
