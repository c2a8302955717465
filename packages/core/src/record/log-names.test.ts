import { describe, expect, it } from 'vitest'
import { logPartNames } from './log-names.js'

const live = 'risk.jsonl'

function names(...siblings: string[]): string[] {
  return logPartNames(live, siblings).map(({ name }) => name)
}

describe('logPartNames', () => {
  it.each([
    ['by age, as our own writer', ['risk.jsonl', 'risk.jsonl.1', 'risk.jsonl.2', 'risk.jsonl.10']],
    ['packed by logrotate', ['risk.jsonl', 'risk.jsonl.1', 'risk.jsonl.2.gz', 'risk.jsonl.3.zst']],
    ['with its ending last', ['risk.jsonl', 'risk.1.jsonl', 'risk.2.jsonl.gz']],
    [
      'by date',
      ['risk.jsonl', 'risk.jsonl-20260306', 'risk.jsonl-20260305.gz', 'risk.jsonl-20251231.gz'],
    ],
    ['by date and hour', ['risk.jsonl', 'risk.jsonl-2026030613', 'risk.jsonl-20260306-07.gz']],
    ['by second', ['risk.jsonl', 'risk.jsonl-1772755200', 'risk.jsonl-1772668800.zst']],
    [
      'by date with its ending last',
      ['risk.jsonl', 'risk-20260306.jsonl', 'risk-2026-03-05.jsonl.gz'],
    ],
    ['whole, packed by hand', ['risk.jsonl.gz', 'risk.jsonl.1']],
  ])('reads parts named %s, the oldest first', (_, youngestFirst) => {
    expect(names(...youngestFirst.toSorted())).toEqual(youngestFirst.toReversed())
  })

  it('takes nothing else for a part', () => {
    expect(
      names(
        'risk.jsonl.summary',
        'risk.jsonl.lock',
        'risk.jsonl.1.tmp',
        'risk.jsonl-20260231',
        'risk2.jsonl',
        'risk.json',
        'other.jsonl.1',
        'risk.jsonl.gz.part',
        'risk-1.jsonl',
      ),
    ).toEqual([])
  })
})
