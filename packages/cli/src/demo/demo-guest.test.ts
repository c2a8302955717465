import { seededRandom } from '@partial-trust/testing'
import { describe, expect, it } from 'vitest'
import { loadGuest } from './demo-guest.js'

describe('the corridor that a demo rolls out beside the household', () => {
  it('is found by the name of its example', async () => {
    const guest = await loadGuest(process.cwd(), 'intent-routing')
    expect(guest.corridor.intent).toBe('route_utterance')
    const { value } = guest.commands(seededRandom(1), 'run').next()
    expect(value).toMatchObject({ id: 'run-routing-1' })
  })

  it.each([
    ['not-there', 'there is no @partial-trust/example-not-there/demo here'],
    ['../secrets', 'give the name of an example'],
    ['support-tickets', 'there is no @partial-trust/example-support-tickets/demo here'],
  ])('is refused in a sentence where it is %s', async (name, sentence) => {
    await expect(loadGuest(process.cwd(), name)).rejects.toThrow(sentence)
  })
})
