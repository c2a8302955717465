import { riskLine } from '@partial-trust/core'
import { seededRandom } from '@partial-trust/testing'
import { criterion } from './criterion.js'
import type { Criterion } from './criterion.js'
import { householdCommand } from './household-situations.js'
import { openRig } from './rig.js'
import { prometheus } from '@partial-trust/service'

/**
 * AC4: one record a decision, in the log's format, with metrics that follow from the records, and
 * nothing of the text or the model's answer in either.
 *
 * @param canaries Seeded strings, each in a text, a list's id and name, and a model's answer.
 */
export async function contentFreeRecords(canaries: number, seed: number): Promise<Criterion> {
  const failures: string[] = []
  const random = seededRandom('canaries', seed)
  const words = Array.from({ length: canaries }, (_, i) => `canary${i}x${hex(random)}`)
  let turn = 0
  const rig = await openRig({}, () => answer(turn++, words))
  const scraped = prometheus(rig.app)
  try {
    for (const [index, word] of words.entries()) await rig.decide(spiked(index, word))
    const metrics = await scraped.metrics()
    const log = await rig.log()
    const lines = log.split('\n').filter((line) => line !== '')
    if (lines.length !== words.length) {
      failures.push(`${words.length} decisions left ${lines.length} records`)
    }
    for (const word of words) {
      if (log.includes(word)) failures.push('a canary stands in the risk log')
      if (metrics.includes(word)) failures.push('a canary stands in the metrics')
    }
    for (const [index, line] of lines.entries()) {
      if (`${line}\n` !== riskLine(JSON.parse(line))) {
        failures.push(`record ${index + 1} is not in the log's format`)
      }
    }
    const counted = [...rig.app.tally.entries()].reduce((sum, { count }) => sum + count, 0)
    if (counted !== lines.length) failures.push(`the metrics count ${counted} decisions`)
  } finally {
    await rig.close()
  }
  return criterion('AC4', 'Risk log and metrics without raw text', {
    cases: words.length,
    decisions: words.length,
    failures,
  })
}

function spiked(index: number, word: string): Readonly<Record<string, unknown>> {
  const command = householdCommand({ id: `ac4-${index}`, text: `add ${word} to the ${word} list` })
  return {
    ...command,
    context: {
      household: {
        members: [{ user_id: 'user-1', display_name: word }],
        shopping_lists: [{ list_id: `id-${word}`, name: word }],
      },
    },
  }
}

/** Good, refused and broken answers in turn, all with a canary. */
function answer(turn: number, words: readonly string[]): object | string {
  const word = words[turn % words.length] ?? ''
  const kinds: readonly (object | string)[] = [
    { intent: 'add_shopping_item', items: [{ name: word }], confidence: 0.9 },
    { intent: 'add_shopping_item', items: [{ name: word, list_id: word }], confidence: 0.9 },
    { intent: word, items: [{ name: word }] },
    { intent: 'add_shopping_item', items: [{ name: word }], [word]: word },
    `not JSON: ${word}`,
  ]
  return kinds[turn % kinds.length] ?? word
}

function hex(random: () => number): string {
  return Math.floor(random() * 2 ** 32)
    .toString(16)
    .padStart(8, '0')
}
