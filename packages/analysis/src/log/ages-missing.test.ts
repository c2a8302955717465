import { logPartNames } from '@partial-trust/core'
import { describe, expect, it } from 'vitest'
import { agesMissing } from './ages-missing.js'

const live = 'risk.jsonl'

describe('agesMissing', () => {
  it.each([
    [['risk.jsonl.1', 'risk.jsonl.2.gz'], []],
    [['risk.jsonl.0', 'risk.jsonl.1'], []],
    [['risk.jsonl.2.gz'], ['risk.jsonl.1 is missing although risk.jsonl.2 is there']],
    [
      ['risk.jsonl.1', 'risk.jsonl.5'],
      ['risk.jsonl.2 to risk.jsonl.4 are missing although risk.jsonl.5 is there'],
    ],
  ])('of %j names %j', (found, holes) => {
    expect(agesMissing(live, logPartNames(live, found))).toEqual(holes)
  })
})
