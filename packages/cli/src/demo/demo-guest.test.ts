import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadPolicy } from '@partial-trust/llm/endpoints'
import { seededRandom } from '@partial-trust/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { loadGuest } from './demo-guest.js'
import { demoPolicy } from './demo-policy.js'

const folder = mkdtempSync(join(tmpdir(), 'demo-guest-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

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

describe('the policy of a demo with a guest', () => {
  it('sends each task to its own endpoint', () => {
    const path = join(folder, 'policy.json')
    writeFileSync(
      path,
      demoPolicy([
        { taskId: 'one', url: 'http://127.0.0.1:1/v1' },
        { taskId: 'two', url: 'http://127.0.0.1:2/v1' },
      ]),
    )
    const loaded = loadPolicy({ path, env: {} })
    expect(loaded.kind).toBe('loaded')
    expect(JSON.stringify(loaded)).toContain('"base_url":"http://127.0.0.1:2/v1"')
  })
})
