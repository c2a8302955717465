import { isDeepStrictEqual } from 'node:util'
import {
  auditStore,
  decodeCells,
  encodeCells,
  encodeSnapshot,
  StoreUnavailableError,
} from '@partial-trust/control'
import type { ControlSnapshot } from '@partial-trust/control'
import type { Random } from '@partial-trust/testing'
import { decodeSnapshot } from '../../packages/control/dist/control-wire.js'
import { mutateJson, mutateText, pick } from '../mutate.ts'
import { openMadeStore } from '../made-store.ts'
import type { Edit, MadeStore } from '../made-store.ts'
import { must } from '../target.ts'
import type { Target } from '../target.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/**
 * A store in a SQLite file with odd values in up to three places: what is asked of it is answered, or refused as a
 * store that does not read; a state that says something else than before is found by the audit; and a kill works
 * wherever nothing is odd that it needs.
 */
export const storeRows: Target = {
  share: 0.3,
  async open() {
    const store = await openMadeStore()
    const before = await store.control.read()
    return {
      make: (random) => encoder.encode(JSON.stringify(madeEdits(store, random))),
      async check(input) {
        const edits = editsIn(decoder.decode(input))
        const made = store.edit(edits)
        if (made.length === 0) return 'nothing to put there'
        try {
          const came = await ask(store, before)
          // Each is read back by way of a connection of its own, which takes as long as all else.
          if (made.length < 2 && input.length % 4 === 0) await kill(store, made)
          return came
        } finally {
          store.restore()
        }
      },
      close: () => store.close(),
    }
  },
}

function madeEdits({ places }: MadeStore, random: Random): readonly Edit[] {
  return Array.from({ length: 1 + Math.floor(random() * 2.5) }, () => {
    const { table, column, row, value } = pick(places, random)
    return { table, column, row, value: oddOf(value, random) }
  })
}

const oddNumbers = [0, 1, -1, 2, 7, 1000, 2 ** 31, 2 ** 53 - 1, -(2 ** 53) + 1]

function oddOf(value: unknown, random: Random): string | number | null {
  if (typeof value === 'number') return pick(oddNumbers, random)
  if (typeof value !== 'string') return random() < 0.5 ? 'lost' : null
  if (random() < 0.3 || !/^[[{]/u.test(value)) return mutateText(value, random)
  return JSON.stringify(mutateJson(JSON.parse(value), random))
}

function editsIn(text: string): readonly Edit[] {
  try {
    const edits: unknown = JSON.parse(text)
    return Array.isArray(edits) ? edits : []
  } catch {
    return []
  }
}

/** Everything a store is asked. */
async function ask(store: MadeStore, before: ControlSnapshot): Promise<string> {
  const { control, evidence } = store
  const snapshot = await unlessAway(() => control.read())
  const audit = await unlessAway(() => control.audit())
  const digest = before.corridors.get(store.intent)?.rollout?.plan ?? ''
  const plan = await unlessAway(() => control.plan(digest))
  const page = await unlessAway(() => evidence.evidence())
  const answers = [
    snapshot,
    audit,
    plan,
    page,
    await unlessAway(() => evidence.outcomes(store.intent)),
    await unlessAway(() => evidence.processes()),
    await unlessAway(() => evidence.stopProof()),
  ]
  if (page !== away) {
    const cells = [...page.metrics.cells.values()]
    const passed = passedOn(() => decodeCells(JSON.parse(JSON.stringify(encodeCells(cells)))))
    must(
      passed === null || isDeepStrictEqual(passed, cells),
      'counts say something else when they are passed on',
    )
  }
  if (snapshot !== away) {
    const told = JSON.stringify(encodeSnapshot(snapshot))
    const passed = passedOn(() => decodeSnapshot(JSON.parse(told)))
    must(
      passed === null || isDeepStrictEqual(passed, snapshot),
      'a state says something else when it is passed on',
    )
    const verdict = await unlessAway(() => auditStore(control, evidence))
    if (verdict !== away && !isDeepStrictEqual(withoutId(snapshot), withoutId(before))) {
      must(verdict.kind === 'broken', `the state was edited, and the audit says ${verdict.kind}`)
    }
  }
  return answers.includes(away) ? 'some of it refused' : 'all of it read'
}

/** What others make of it; null where they refuse it, and so are closed. */
function passedOn<Value>(read: () => Value): Value | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}

/** The trail does not tell the store's name. */
function withoutId(snapshot: ControlSnapshot): ControlSnapshot {
  return { ...snapshot, storeId: '' }
}

/** Where its own state, the trail's end and the store's name are whole, nothing may keep a kill from taking place. */
async function kill(store: MadeStore, [edit]: readonly Edit[]): Promise<void> {
  const { control, intent } = store
  const isNeeded =
    edit !== undefined &&
    (edit.table === 'corridors' ? edit.row === store.row : /^(?:meta|audit)$/u.test(edit.table))
  const request = { intent, action: { kind: 'kill' }, by: 'ana', reason: 'fuzz' } as const
  const change = await unlessAway(() => control.change(request))
  if (change === away) {
    must(isNeeded, `a kill is refused for an odd ${edit?.table}.${edit?.column}`)
    return
  }
  const read = await unlessAway(() => control.read())
  if (read !== away) must(read.corridors.get(intent)?.killed === true, 'a kill did not hold')
}

const away = Symbol('away')

async function unlessAway<Value>(look: () => Promise<Value>): Promise<Value | typeof away> {
  try {
    return await look()
  } catch (error) {
    if (error instanceof StoreUnavailableError) return away
    throw error
  }
}
