import type { FastifyReply } from 'fastify'
import type { Handlers } from '../routes/handler.js'
import type { studyRows } from '../routes/study-rows.js'
import { briefCache } from './brief-cache.js'
import type { Studied, Studies, Study } from '../study-types.js'

/** The same question within this time has the same answer, in ms. */
const keptMs = 10_000

/** Hands each question to the commands. */
export function studyHandlers(studies: Studies, nowMs: () => number): Handlers<typeof studyRows> {
  const replays = briefCache<Awaited<ReturnType<Studies['replay']>>>(keptMs, nowMs)
  const tunings = briefCache<Awaited<ReturnType<Studies['tune']>>>(keptMs, nowMs)
  const parts = briefCache<Awaited<ReturnType<Studies['parts']>>>(keptMs, nowMs)

  function told<Answer>(
    studied: Studied<Answer>,
    refuse: (status: 409, says: { readonly detail: string }) => FastifyReply,
  ): Study<Answer> | FastifyReply {
    if (studied.kind === 'none') return refuse(409, { detail: studied.why })
    const { command, answer } = studied
    return { at: new Date(nowMs()).toISOString(), command, answer }
  }

  return {
    async replay({ corridor: { intent }, query, refuse }) {
      const { stage, confidence, deadline_ms: deadlineMs } = query
      const asked = { intent, stage, confidence, deadlineMs }
      const key = JSON.stringify([intent, query])
      return told(await replays(key, () => studies.replay(asked)), refuse)
    },
    async tune({ corridor: { intent }, query: { max_wrong: maxWrong }, refuse }) {
      const find = () => studies.tune({ intent, maxWrong })
      return told(await tunings(`${maxWrong} ${intent}`, find), refuse)
    },
    async parts({ corridor: { intent }, refuse }) {
      return told(await parts(intent, () => studies.parts({ intent })), refuse)
    },
    async evidenceBundle({ corridor: { intent }, reply, refuse }) {
      const made = await studies.bundle({ intent })
      if (made.kind === 'none') return refuse(409, { detail: made.why })
      return reply.type('application/json').send(made.answer)
    },
  }
}
