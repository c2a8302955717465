/**
 * Writes the utterances that `partial-trust demo` replays: every unambiguous shopping add of
 * data/utterances-dev.jsonl, and of the rest every k-th line, so that the file is small, fixed and
 * covers the sources. Run it again when the data changes: `npm run sample-utterances`.
 */
import { readFileSync, writeFileSync } from 'node:fs'

type Utterance = {
  readonly id: string
  readonly text: string
  readonly locale: string
  readonly source: string
  readonly intent: string
  readonly ambiguous?: boolean
}

const restPerIntent = 150
const input = new URL('../data/utterances-dev.jsonl', import.meta.url)
const output = new URL('../examples/household/data/demo-utterances.jsonl', import.meta.url)

const all = readFileSync(input, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line): Utterance => JSON.parse(line))
  .filter(({ ambiguous }) => ambiguous !== true)
const adds = all.filter(({ intent }) => intent === 'add_shopping_item')
const rest = ['create_task', 'other'].flatMap((wanted) => {
  const lines = all.filter(({ intent }) => intent === wanted)
  const step = Math.max(1, Math.floor(lines.length / restPerIntent))
  return lines.filter((_, index) => index % step === 0).slice(0, restPerIntent)
})
const kept = [...adds, ...rest].map(({ id, text, locale, source, intent }) =>
  JSON.stringify({ id, text, locale, source, intent }),
)
writeFileSync(output, `${kept.join('\n')}\n`)
process.stdout.write(`${kept.length} utterances (${adds.length} shopping adds)\n`)
