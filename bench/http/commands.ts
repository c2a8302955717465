import { isSampled, sampleBucket } from '@partial-trust/core'

export const sampleRate = 0.01

const ids = Array.from({ length: 100_000 }, (_, i) => `command-${i}`)
const isInSample = (id: string): boolean => isSampled(sampleBucket('', id), sampleRate)

/** Bodies of commands that do, and that do not, fall in the sample at {@link sampleRate}. */
export const sampled: readonly string[] = ids.filter(isInSample).slice(0, 500).map(body)
export const unsampled: readonly string[] = ids
  .filter((id) => !isInSample(id))
  .slice(0, 2000)
  .map(body)

/** One shopping command of 589 bytes. */
function body(id: string): string {
  return JSON.stringify({
    command_id: id,
    user_id: 'user-1',
    timestamp: '2026-11-22T10:00:00.000Z',
    text: 'add two litres of oat milk to the shopping list',
    capabilities: ['start_job', 'propose_add_shopping_item', 'clarify', 'reject'],
    context: {
      household: {
        household_id: 'household-1',
        members: [
          { user_id: 'user-1', display_name: 'Ana', role: 'adult' },
          { user_id: 'user-2', display_name: 'Ben', role: 'adult' },
        ],
        shopping_lists: [
          { list_id: 'list-1', name: 'Groceries' },
          { list_id: 'list-2', name: 'Hardware store' },
        ],
      },
      defaults: { default_list_id: 'list-1' },
    },
  })
}

/** The command as a whole HTTP/1.1 request. */
export function request(command: string): Buffer {
  return Buffer.from(
    'POST /v1/decide HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n' +
      `content-length: ${Buffer.byteLength(command)}\r\n\r\n${command}`,
  )
}
