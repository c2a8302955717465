import type { FastifyReply, FastifyRequest } from 'fastify'
import { decideTogether, untouched } from '@partial-trust/control'
import type {
  Change,
  ChangeRequest,
  ControlAction,
  CorridorState,
  Decided,
} from '@partial-trust/control'
import type { OperatorActions } from '@partial-trust/host'
import type { App, AppControl } from 'partial-trust'
import type { Access } from './access.js'
import { signatureOf } from './people/signature.js'
import type { Credential } from './people/token-store.js'
import type { changeRows, Reasoned } from './routes/change-rows.js'
import type { Asked, Handler, Handlers } from './routes/handler.js'
import type { AnsweredBy } from './routes/route.js'

type ChangeRow = (typeof changeRows)['demote']
type Changed = AnsweredBy<ChangeRow>
type Done = Changed | FastifyReply
type TuneRow = (typeof changeRows)['applyTuning']

/** Live control by a person: `/v1/kill`, and the changes of one corridor. */
export function changeHandlers(
  app: App,
  access: Access,
  actions: OperatorActions,
  nowMs: () => number,
): Handlers<typeof changeRows> {
  function known(request: FastifyRequest): Credential {
    const credential = access.credentialOf(request)
    if (credential === null) throw new Error('the guard let nobody through')
    return credential
  }

  function change(name: Exclude<keyof OperatorActions, 'tune'>): Handler<ChangeRow> {
    const closes = name === 'kill' || name === 'incident'
    return (asked) =>
      carryOut(asked, closes, (state) =>
        actions[name](state, {
          withoutGo: asked.body.without_go === true,
          restart: asked.body.restart === true,
          despiteLint: asked.body.despite_lint === true,
          part: asked.body.part ?? null,
        }),
      )
  }

  function applyTuning(asked: Asked<TuneRow>): Promise<Done> {
    const { max_wrong: maxWrong, at_least: atLeast = null, epoch = null, kind = null } = asked.body
    return carryOut(asked, false, (state) =>
      actions.tune(state, { maxWrong, atLeast, epoch, kind }),
    )
  }

  /** @param closes Done on whatever version there is, and for whoever hung up. */
  async function carryOut(
    asked: Pick<Asked<ChangeRow>, 'request' | 'reply' | 'control' | 'corridor' | 'refuse'> & {
      readonly body: Reasoned
    },
    closes: boolean,
    decide: (state: CorridorState) => Promise<Decided>,
  ): Promise<Done> {
    const { request, reply, control, corridor, body } = asked
    const { intent } = corridor
    const state = (await control.store.read()).corridors.get(intent) ?? untouched(intent)
    if ((body.version ?? state.version) !== state.version && !closes) {
      return answer(asked, { kind: 'conflict', current: state })
    }
    const wished = await decide(state)
    const credential = known(request)
    const { person } = credential
    const plan = state.rollout === null ? null : await control.store.plan(state.rollout.plan)
    const decided = decideTogether(wished, state, plan, person, nowMs())
    if (decided.kind === 'withheld') {
      const { verdict, problem: detail, second } = decided
      if (second !== undefined) return asked.refuse(403, { detail })
      const title = verdict === null ? 'That is not done just so' : `The gates say ${verdict}`
      return asked.refuse(409, { title, detail })
    }
    // Whoever hung up while the store was read gave up on it; what only closes is done all the same.
    if (!closes && request.raw.socket.destroyed) return reply
    const signed = { by: signatureOf(credential), person, reason: body.reason }
    const applied = await apply(control, state, decided.action, signed)
    return decided.action.kind === 'ask' && applied.kind === 'replaced'
      ? (reply.code(202), { result: 'asked', state: applied.state })
      : answer(asked, applied)
  }

  return {
    async killAll({ request, control: { store, feed }, body: { reason } }) {
      const also = app.corridors.map(({ intent }) => intent)
      const by = signatureOf(known(request))
      const states = await store.killAll({ also, by, reason })
      await feed.refresh()
      return { result: 'changed', states }
    },
    kill: change('kill'),
    resume: change('resume'),
    promote: change('promote'),
    demote: change('demote'),
    incident: change('incident'),
    rollout: change('rollout'),
    applyTuning,
  }
}

async function apply(
  { store, feed }: AppControl,
  { intent, version }: CorridorState,
  action: ControlAction,
  signed: Pick<ChangeRequest, 'by' | 'person' | 'reason'>,
): Promise<Change> {
  const change = await store.change({ intent, action, ...signed, expectedVersion: version })
  // This process acts on the change before the caller hears of it.
  await feed.refresh()
  return change
}

function answer(
  { reply, refuse }: Pick<Asked<ChangeRow>, 'reply' | 'refuse'>,
  change: Change,
): Done {
  if (change.kind === 'replaced') return { result: 'changed', state: change.state }
  reply.header('x-partial-trust-version', String(change.current.version))
  if (change.kind === 'refused') return refuse(409, { detail: change.problem })
  return refuse(409, { title: 'Someone else changed the corridor' })
}
