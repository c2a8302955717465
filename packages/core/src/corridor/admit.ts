import { errorName, partOf } from '../record/index.js'
import { ask } from './ask.js'
import { firstNo, precedesCommand } from './authorities.js'
import { copyOf } from './copy-of.js'
import type { DecideOptions, Outcome } from './corridor.js'
import { faulted, unexamined, unsampled, unasked } from './course.js'
import type { Begun, Course } from './course.js'
import type { Engine } from './engine.js'
import { idText, saysYes } from './foreign.js'
import { nothingGranted } from './grant.js'
import type { Grant } from './grant.js'
import { sampleBucket } from './sampling.js'

/**
 * Checks 1 to 6; the first *no* ends at the baseline, and so does whatever the corridor's own code
 * does on the way. What can be answered without waiting is: most decisions are not sampled, and they
 * should cost next to nothing.
 */
export function admit<Command, Decision, Candidate>(
  engine: Engine<Command, Decision, Candidate>,
  begun: Begun<Command, Decision>,
  options: DecideOptions | undefined,
): Promise<Outcome<Decision>> {
  const { definition, terms } = engine
  let given: Grant | null = null
  let course: Course<Command, Decision> | null = null
  let sampled = false
  // The deadline counts from here: whatever the corridor's own code does from now on, it is no part of the baseline.
  const startedMs = terms.settings.enabled ? engine.monotonicMs() : 0
  try {
    given = engine.grant()
    if (given.closed === 'off') {
      return Promise.resolve({ decision: begun.baseline, traceId: begun.ids.traceId, record: null })
    }
    const { command, ids, baseline } = begun
    const commandId = idText(definition.commandId(command))
    const reading = engine.summaries.decision(definition.readBaseline(copyOf(baseline), command))
    const bucket = sampleBucket(engine.salt, commandId)
    course = { command, ids, baseline, commandId, bucket, reading, given }
    const no = firstNo(given, {
      executes: reading.executes,
      intentMatches: reading.summary.intent === definition.intent,
      permitted: isClosed(given) || saysYes(definition.permits(command)),
      bucket,
      part: given.narrowed === undefined ? null : partOf(reading.summary),
    })
    if (no !== null) {
      const status = no === 'not_sampled' ? 'not_sampled' : 'skipped'
      return Promise.resolve(
        engine.give(course, { status, reason: no, facts: unsampled }, baseline),
      )
    }
    sampled = true
    return ask(engine, course, startedMs, options)
  } catch (thrown) {
    const known = course ?? unexamined(begun, given ?? nothingGranted(terms))
    const ending = faulted(errorName(thrown), sampled ? unasked : unsampled)
    return Promise.resolve(engine.give(known, ending, begun.baseline))
  }
}

/** Then nobody needs to look at the caller's capabilities. */
function isClosed({ closed }: Grant): boolean {
  return closed !== null && precedesCommand(closed)
}
