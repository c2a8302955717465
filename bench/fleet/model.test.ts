import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { fleetRow, fleetTable } from './model.ts'

const page = readFileSync(new URL('../../docs/operations/fleet.md', import.meta.url), 'utf8')

it('docs/operations/fleet.md shows the table that the model computes', () => {
  expect(page).toContain(fleetTable())
})

it('a relay takes the place of its processes at the store, and nothing else grows slower than the fleet', () => {
  const [small, large] = [500, 50_000].map((processes) => fleetRow({ processes, aRelay: 500 }))
  expect(large?.connectionsBehindRelays).toBe(small?.connectionsBehindRelays)
  expect(large?.readsASecondBehindRelays).toBe(1000)
  expect(large?.countRowsASecond).toBe(2500)
})
