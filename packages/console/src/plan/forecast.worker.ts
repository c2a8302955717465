/** Works out what-ifs beside the page, with the core's own simulation of its own gates. */
import { simulateRollout, summarizeRuns } from '@partial-trust/core'
import type { RolloutRun } from '@partial-trust/core'
import { questionOf, seeded } from './forecast.js'
import type { Forecast, Supposition } from './forecast.js'

/** Runs between two words of how it stands. */
const batch = 20

addEventListener('message', ({ data }: MessageEvent<{ supposed: Supposition; runs: number }>) => {
  const { supposed, runs } = data
  const question = questionOf(supposed)
  const chance = seeded(1)
  const done: RolloutRun[] = []
  while (done.length < runs) {
    done.push(simulateRollout(question, chance))
    if (done.length % batch !== 0 && done.length < runs) continue
    const answer: Forecast = { summary: summarizeRuns(question.plan, done), of: runs }
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no other origin
    postMessage(answer)
  }
})
