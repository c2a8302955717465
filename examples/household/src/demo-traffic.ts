import type { Utterance } from './demo-utterances.js'

/**
 * Share of the replayed commands that add to a shopping list. In the data it is 0.4 %: a demo at
 * that share would show the corridor at work a few times an hour.
 */
export const shoppingShare = 0.6

/** A command of the household corridor, as `POST /v1/decide` takes it. */
export type DemoCommand = Readonly<Record<string, unknown>>

/** Draws commands for ever: real texts in a drawn order, each as a new command of a small household. */
export function* householdTraffic(
  utterances: readonly Utterance[],
  random: () => number,
  now: () => number,
  run: string,
): Generator<DemoCommand, never> {
  const adds = utterances.filter(({ intent }) => intent === 'add_shopping_item')
  const rest = utterances.filter(({ intent }) => intent !== 'add_shopping_item')
  for (let ordinal = 1; ; ordinal++) {
    const from = random() < shoppingShare ? adds : rest
    const text = from[Math.floor(random() * from.length)]?.text ?? ''
    yield {
      command_id: `${run}-${ordinal}`,
      user_id: 'user-1',
      timestamp: new Date(now()).toISOString(),
      text,
      capabilities: ['start_job', 'propose_create_task', 'propose_add_shopping_item', 'clarify'],
      context: {
        household: {
          household_id: 'demo',
          members: [{ user_id: 'user-1', display_name: 'Demo' }],
          shopping_lists: [{ list_id: 'list-1', name: 'Groceries' }],
        },
        defaults: { default_list_id: 'list-1' },
      },
    }
  }
}
