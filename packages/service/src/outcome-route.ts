import type { App } from 'partial-trust'
import type { Access } from './access.js'
import type { KnownDecisions } from './known-decisions.js'
import { signatureOf } from './people/signature.js'
import type { decisionRows } from './routes/decision-rows.js'
import type { Handler } from './routes/handler.js'
import { noSuchCorridor } from './problem-texts.js'

/**
 * What became of a decision, by its command id. Report it of every decision of the corridor alike,
 * whoever made it. An incident closes the stage at once, so it needs an operator's token, and whatever it
 * is of counts: trust narrows on doubt. Any other outcome is of a decision that was made.
 */
export function outcomeHandler(
  app: App,
  access: Access,
  decisions: KnownDecisions,
): Handler<(typeof decisionRows)['outcome']> {
  return async ({ request, reply, refuse, body }) => {
    const { command_id: id, outcome: kind, intent, decided_at: decidedAt } = body
    const corridor = app.corridor(intent ?? app.defaultIntent)
    if (corridor === undefined) {
      const known = app.corridors.map((one) => one.intent).join(', ')
      return refuse(404, { ...noSuchCorridor, detail: `intent must be one of: ${known}.` })
    }
    const credential = access.credentialOf(request)
    if (kind === 'incident' && credential?.role !== 'operator') {
      return refuse(credential === null ? 401 : 403)
    }
    if (credential === null) {
      if (!(await decisions.remembers(corridor.intent, id))) return refuse(404)
    } else if (kind !== 'incident') {
      // Whoever holds a token may report what another process decided, or this one before a restart.
      const isInvented = await decisions.isInvented(corridor.intent, id, decidedAt)
      if (isInvented) return refuse(404, notMade)
    }
    const by = credential === null ? 'caller token -' : signatureOf(credential)
    const answer = await corridor.outcome(id, kind, { decidedAt, by })
    if (answer.kind === 'no_control') return refuse(409)
    reply.code(202)
    return { outcome: answer.kind }
  }
}

const notMade = {
  detail:
    'No record here holds it: command_id is the id the command was decided under, intent its corridor. For one older than the records, say decided_at.',
}
