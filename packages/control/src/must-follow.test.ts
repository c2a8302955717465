import { describe, expect, it } from 'vitest'
import { chainStart, sealAuditEntry } from './audit-entry.js'
import type { AuditBody, AuditEntry } from './audit-entry.js'
import { untouched } from './control-state.js'
import type { ControlSnapshot } from './control-store.js'
import { mustFollow } from './must-follow.js'

const standing = {
  killed: false,
  plan: null,
  stage: null,
  rate: null,
  mode: null,
  closed: null,
  epoch: null,
}

/** A trail of so many entries; `by` makes it another one. */
function trail(length: number, by: string): readonly AuditEntry[] {
  const entries: AuditEntry[] = []
  for (let i = 0; i < length; i += 1) {
    const body: AuditBody = {
      at: '2026-01-01T00:00:00.000Z',
      by,
      action: 'kill',
      intent: 'a',
      reason: 'r',
      version: i + 1,
      from: standing,
      to: standing,
      evidence: null,
    }
    entries.push(sealAuditEntry(body, entries.at(-1) ?? chainStart))
  }
  return entries
}

function endOf(entries: readonly AuditEntry[], seq = entries.length): ControlSnapshot {
  const head = { seq, hash: entries[seq - 1]?.hash ?? chainStart.hash }
  const state = { ...untouched('a'), version: seq, audit: head }
  return { storeId: 's', head, lost: null, corridors: new Map([['a', state]]) }
}

function storeOf(entries: readonly AuditEntry[]) {
  return {
    audit: async ({ after = 0, limit = 1000 } = {}) =>
      entries.filter(({ seq }) => seq > after).slice(0, limit),
  }
}

describe.each([1, 2, 250, 1200])('state that ends %i changes later', (changes) => {
  const whole = trail(3 + changes, 'ana')

  it('follows where one trail holds both ends', async () => {
    await expect(mustFollow(endOf(whole, 3), endOf(whole), storeOf(whole))).resolves.toBe(undefined)
  })

  it('does not where the store was set back and went on from there', async () => {
    const other = trail(3 + changes, 'bob')
    await expect(mustFollow(endOf(whole, 3), endOf(other), storeOf(other))).rejects.toThrow(
      'change 3 is not the one this process acted on',
    )
  })

  it('does not where a relay tells a page from before the store was set back', async () => {
    const other = trail(3 + changes, 'bob')
    await expect(mustFollow(endOf(whole, 3), endOf(other), storeOf(whole))).rejects.toThrow(
      'is not in the trail',
    )
  })
})
