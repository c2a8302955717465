import { describe, expect, it } from 'vitest'
import { chainStart, sealAuditEntry, summarizeStanding } from './audit-entry.js'
import { parseAuditPage } from './parse-audit-entry.js'

const standing = summarizeStanding({ killed: true, rollout: null })
const entry = (seq: number) =>
  sealAuditEntry(
    {
      at: '2026-11-22T10:00:00.000Z',
      by: 'ana',
      action: 'kill',
      intent: 'a',
      reason: 'drill',
      version: seq,
      from: standing,
      to: standing,
      evidence: null,
    },
    { ...chainStart, seq: seq - 1 },
  )

describe('parseAuditPage', () => {
  it('takes what lies after the entry asked for, in order', () => {
    expect(parseAuditPage([entry(3), entry(5)], 2).map(({ seq }) => seq)).toEqual([3, 5])
  })

  it.each([
    ['the entry that was asked from', [entry(2)]],
    ['an entry twice', [entry(3), entry(3)]],
    ['entries in another order', [entry(4), entry(3)]],
  ])('refuses %s, at which a reader would never end', (_what, page) => {
    expect(() => parseAuditPage(page, 2)).toThrow(/comes after/)
  })
})
