import { tuningSentence, type TuningChoice } from '@partial-trust/core'
import { tuneTask } from '@partial-trust/control'
import type { TuningView } from '../view-types.js'
import { stateOf } from './state-of.js'
import type { ViewSources } from './view-sources.js'

/** The loosest certified threshold, or why it is not clear which is asked for. */
export async function tuningView(
  sources: ViewSources,
  choice: TuningChoice,
): Promise<TuningView | { readonly unclear: string }> {
  const { desk, nowMs } = sources
  const { corridor: intent, epoch, kind } = choice
  const state = await stateOf(sources, intent)
  const answer = await desk.ask(tuneTask, { choice, nowMs: nowMs() })
  const view = {
    at: new Date(nowMs()).toISOString(),
    intent,
    in_force: state.rollout?.confidence ?? null,
  }
  if (answer.kind === 'tuned') {
    return { ...view, answer: tuningSentence(answer.tuning), tuning: answer.tuning }
  }
  // Nothing was counted yet: that is an answer where nothing in particular was asked for.
  const { problem, found } = answer
  if (found === 0 && epoch === null && kind === null) {
    return { ...view, answer: problem, tuning: null }
  }
  return { unclear: problem }
}
