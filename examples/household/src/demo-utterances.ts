import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A real utterance and what it asks for; sources and licences are beside the file. */
export type Utterance = {
  readonly id: string
  readonly text: string
  readonly intent: 'add_shopping_item' | 'create_task' | 'other'
}

/** The utterances that ship with the household example. */
export function demoUtterances(): readonly Utterance[] {
  const url = new URL('../data/demo-utterances.jsonl', import.meta.url)
  return readFileSync(fileURLToPath(url), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Utterance => JSON.parse(line))
}
