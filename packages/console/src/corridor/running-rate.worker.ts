/** Works the bounds of charts out beside the page. */
import { runningRate } from './running-rate.js'
import type { RateAnswer, RateQuestion } from './rate-worker.js'

addEventListener('message', ({ data: { id, counts, alpha } }: MessageEvent<RateQuestion>) => {
  const answer: RateAnswer = { id, rates: counts.map((counted) => runningRate(counted, alpha)) }
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no other origin
  postMessage(answer)
})
