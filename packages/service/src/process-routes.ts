import type { FastifyRequest } from 'fastify'
import { encodeCells, encodeSnapshot } from '@partial-trust/control'
import type { ChangeRequest } from '@partial-trust/control'
import type { Access } from './access.js'
import type { Handlers } from './routes/handler.js'
import type { processRows } from './routes/process-rows.js'

/**
 * What a process asks of the control plane it stands under (`PARTIAL_TRUST_STATE=https://…`):
 * `/v1/control` and below. Every read goes to the store itself and never to this process's
 * snapshot, so that the lease of whoever asks counts from the store.
 */
export function processHandlers(access: Access): Handlers<typeof processRows> {
  /**
   * Whoever asks says who they are; the token that let them in stands beside it, and it alone says
   * which person it is where a plan needs two.
   */
  function signed(request: FastifyRequest, by: string): Pick<ChangeRequest, 'by' | 'person'> {
    const credential = access.credentialOf(request)
    if (credential === null) throw new Error('the guard let nobody through')
    const { role, name, person } = credential
    return { by: `${by} (${role} token ${name})`, person }
  }

  return {
    control: async ({ control: { store } }) => encodeSnapshot(await store.read()),
    planOfDigest: ({ control: { store }, parameters }) => store.plan(parameters.digest),
    auditPage: ({ control: { store }, query }) => store.audit(query),
    async change({ control: { store, feed }, request, body }) {
      const change = await store.change({ ...body, ...signed(request, body.by) })
      await feed.refresh()
      return change
    },
    async killEvery({ control: { store, feed }, request, body }) {
      const states = await store.killAll({ ...body, by: signed(request, body.by).by })
      await feed.refresh()
      return states
    },
    async saveCells({ control: { evidence }, body }) {
      await evidence.save(body)
      return { saved: true }
    },
    async evidence({ control: { evidence }, query: { since } }) {
      const { metrics, upTo, more, past } = await evidence.evidence(since)
      return { cells: encodeCells(metrics.cells.values()), up_to: upTo, more, past }
    },
    countOutcome: ({ control: { evidence }, body }) => evidence.outcome(body),
    async reportProcess({ control: { evidence }, body }) {
      await evidence.report(body)
      return { reported: true }
    },
    leader: async ({ control: { leadership } }) => ({ instance: await leadership.leader() }),
    processes: ({ control: { evidence } }) => evidence.processes(),
    stopProof: async ({ control: { evidence } }) => ({ proof: await evidence.stopProof() }),
  }
}
