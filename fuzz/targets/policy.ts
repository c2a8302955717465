import { parseYaml } from '@partial-trust/settings/yaml'
import type { Random } from '@partial-trust/testing'
import { parsePolicy } from '../../packages/llm/dist/policy/load-policy.js'
import { corpus } from '../corpus.ts'
import { mutateJson, mutateText, pick } from '../mutate.ts'
import { must, ofText } from '../target.ts'

const [whole = '', ...short] = corpus.policies
const values: readonly unknown[] = short.map((text) => parseYaml(text).document.toJS())
const env = { LLM_BASE_URL: 'http://127.0.0.1:9' }

/** A policy file: loaded, or refused with the lines that are wrong. */
export const policyFile = ofText(0.1, madePolicy, (text) => {
  const read = parsePolicy(text, 'policy.yaml', { env })
  if (read.kind === 'loaded') return 'read'
  must(read.problems.length > 0, 'a policy is refused without a reason')
  const lines = text.split('\n').length
  for (const { line, reason } of read.problems) {
    must(reason !== '', 'a policy is refused without a word')
    must(line === null || (line >= 1 && line <= lines), `line ${line} of ${lines} is named`)
  }
  return 'refused'
})

/** Text that was changed by the letter, or what it says, changed: JSON is YAML. A long one takes ten times as long. */
function madePolicy(random: Random): string {
  if (random() < 0.03) return mutateText(whole, random)
  return random() < 0.5
    ? mutateText(pick(short, random), random)
    : JSON.stringify(mutateJson(pick(values, random), random))
}
