import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type Route, routes } from '../utterance.js'

/** One unambiguous line of `data/utterances-dev.jsonl`; data/README.md tells what the labels mean. */
export type LabelledLine = { readonly id: string; readonly text: string; readonly intent: Route }

const file = new URL('../../../../data/utterances-dev.jsonl', import.meta.url)

/** Share of the lines that the classifier is trained on; it never sees the others. */
const trainedShare = 0.6

/** The lines, parted by their ids alone: whoever asks gets the same two parts. */
export function readLines(): {
  readonly training: readonly LabelledLine[]
  readonly heldOut: readonly LabelledLine[]
} {
  const lines = readFileSync(file, 'utf8').split('\n').flatMap(readLine)
  return {
    training: lines.filter(({ id }) => isForTraining(id)),
    heldOut: lines.filter(({ id }) => !isForTraining(id)),
  }
}

function readLine(json: string): readonly LabelledLine[] {
  if (json === '') return []
  const fields: Readonly<Record<string, unknown>> = JSON.parse(json)
  const { id, text, ambiguous } = fields
  const intent = routes.find((route) => route === fields['intent'])
  if (typeof id !== 'string' || typeof text !== 'string' || intent === undefined) {
    throw new TypeError(`${file.pathname}: a line without id, text or known intent`)
  }
  return ambiguous === true ? [] : [{ id, text, intent }]
}

export function isForTraining(id: string): boolean {
  return (
    createHash('sha256').update(`split:${id}`).digest().readUInt32BE(0) / 2 ** 32 < trainedShare
  )
}
