import { defaultPlan, emptyVector } from '@partial-trust/core'
import { afterEach, describe, expect, it } from 'vitest'
import { auditStore } from './audit-store.js'
import { encodeCounts, encodeKey } from './cell-codec.js'
import type { ControlAction } from './control-action.js'
import { controlPlan } from './control-plan.js'
import { StoreUnavailableError } from './control-store.js'
import type { Control } from './open-control.js'

export type Tamperable = {
  readonly control: Control
  /** Runs one statement on the store's tables behind the product's back; `?` is the schema's prefix. */
  readonly tamper: (statement: string) => Promise<void>
  /** A statement that sets a field of every row's JSON, in the database's own words. */
  readonly setJson: (table: string, column: string, path: readonly string[], json: string) => string
  readonly cleanUp?: () => Promise<void>
}

const intent = 'decide_refund'
const budgetOfNone = '{"share":0.9,"per_day":null,"max_days":1,"least":1}'
const rollout: ControlAction = { kind: 'rollout', plan: controlPlan(defaultPlan) }

/** What `audit verify` finds when somebody edits the tables themselves. */
export function auditStoreContract(name: string, open: () => Promise<Tamperable>): void {
  describe(`the audit of a ${name} store`, () => {
    const opened: Tamperable[] = []
    async function store(): Promise<Tamperable> {
      const made = await open()
      opened.push(made)
      const act = async (action: ControlAction, expectedVersion: number): Promise<void> => {
        const by = { by: 'ana', reason: 'as planned' }
        const change = await made.control.store.change({ intent, action, ...by, expectedVersion })
        expect(change.kind).toBe('replaced')
      }
      await act(rollout, 0)
      await act({ kind: 'epoch', epoch: 'e1' }, 1)
      await act({ kind: 'close', because: 'sentinel', evidence: { attempts: 9 } }, 2)
      return made
    }
    afterEach(async () => {
      for (const { control, cleanUp } of opened.splice(0)) {
        await control.close()
        await cleanUp?.()
      }
    })
    const audited = ({ control }: Tamperable) => auditStore(control.store, control.evidence)

    it('finds an untouched store intact', async () => {
      expect(await audited(await store())).toMatchObject({ kind: 'intact', entries: 4 })
    })

    it.each([
      ['rate', ['rollout', 'rate'], '1', 0.01],
      ['error_limit', ['rollout', 'error_limit'], '1', 0.1],
      ['detector', ['rollout', 'detector'], budgetOfNone, expect.any(Object)],
      ['entered_at', ['rollout', 'entered_at'], '"2020-01-01T00:00:00.000Z"', expect.any(String)],
      [
        'evidence_from',
        ['rollout', 'evidence_from'],
        '"2020-01-01T00:00:00.000Z"',
        expect.any(String),
      ],
      ['epoch', ['rollout', 'epoch'], '"e2"', 'e1'],
      ['closed', ['rollout', 'closed'], '"demoted"', 'sentinel'],
      ['closing.by', ['rollout', 'closing', 'by'], '"somebody else"', 'ana'],
      ['version', ['version'], '7', 3],
      ['killed', ['killed'], 'true', false],
      ['why', ['why'], '"no reason"', 'as planned'],
    ])('names %s of the state, edited, with both values', async (field, path, json, trail) => {
      const made = await store()
      await made.tamper(made.setJson('corridors', 'state', path, json))
      expect(await audited(made)).toMatchObject({
        kind: 'broken',
        differences: [{ intent, field, trail, store: JSON.parse(json) as unknown }],
      })
    })

    it.each([
      ['an error limit', ['stages', '0', 'error_limit'], '1', 'error_limit of stage canary'],
      ['a budget', ['stages', '0', 'detector', 'least'], '9', 'detector of stage canary'],
      ['a rate', ['stages', '1', 'rate'], '1', 'rate of stage expanded'],
      ['the body', ['body', 'promote'], '"auto"', 'its digest does not fit its content'],
      ['the digest', ['digest'], '"0000"', 'its digest does not fit its content'],
    ])('finds %s of the stored plan edited', async (_what, path, json, problem) => {
      const made = await store()
      await made.tamper(made.setJson('plans', 'plan', path, json))
      expect(await audited(made)).toMatchObject({
        kind: 'broken',
        problem: expect.stringContaining(problem),
      })
    })

    it.each([
      ['a plan that is gone', 'delete from ?plans', 'is gone'],
      ['a removed tail', 'delete from ?audit where seq >= 3', '2 of its last entries are gone'],
      ['a removed beginning', 'delete from ?audit where seq = 1', 'entry 1 is missing'],
      ['all entries gone', 'delete from ?audit', '4 of its last entries are gone'],
      ['a corridor that is gone', 'delete from ?corridors', `the state of ${intent} is gone`],
      ['a mark that it was lost', `update ?meta set lost = 'x'`, 'marked as lost'],
      ['a renumbered chain', 'update ?audit set seq = seq + 10', 'holds another entry'],
    ])('finds %s', async (_what, statement, problem) => {
      const made = await store()
      await made.tamper(statement)
      expect(await audited(made)).toMatchObject({
        kind: 'broken',
        problem: expect.stringContaining(problem),
      })
    })

    it('finds a store without a single entry broken, with and without a rollout in it', async () => {
      const made = await store()
      await made.tamper('delete from ?audit')
      await made.tamper(`update ?meta set head_seq = 0, head_hash = '${'0'.repeat(64)}'`)
      expect(await audited(made)).toMatchObject({ kind: 'broken', seq: 1 })
      await made.tamper('delete from ?corridors')
      expect(await audited(made)).toMatchObject({ kind: 'broken', seq: 1 })
    })

    it('finds counts that cannot be, or do not read', async () => {
      const made = await store()
      const vector = emptyVector().fill(1)
      const key = {
        instance: 'one',
        bucket: 1000,
        corridor: intent,
        epoch: 'e1',
        stage: 'canary',
        sampleRate: 0.01,
        mode: 'live',
        model: null,
      } as const
      await made.control.evidence.save([{ key, vector: vector.map((_, i) => (i < 5 ? 1 : 0)) }])
      expect((await audited(made)).kind).toBe('intact')
      const text = encodeCounts(vector.map((_, i) => (i < 5 ? 1 : i === 5 ? 50 : 0)))
      await made.tamper(`update ?pooled set counts = '${text}' where key like '%${intent}%'`)
      expect(encodeKey(key)).toContain(intent)
      expect(await audited(made)).toMatchObject({
        kind: 'broken',
        problem: expect.stringContaining('errors is 50, and more than attempts, 1'),
      })
      await made.tamper(`update ?pooled set counts = '{' where key like '%${intent}%'`)
      await expect(made.control.evidence.evidence()).rejects.toThrow(StoreUnavailableError)
      expect(await audited(made)).toMatchObject({
        kind: 'broken',
        problem: expect.stringContaining('the counts were edited'),
      })
    })
  })
}
