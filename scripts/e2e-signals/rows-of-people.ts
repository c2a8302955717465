import type { Parties } from './parties.ts'
import { intent } from './parties.ts'
import { signIn, signOn } from './person.ts'
import type { Person } from './person.ts'
import { isClosed } from './rollout.ts'
import { same } from './row.ts'
import type { Row } from './row.ts'
import { until } from './until.ts'

const change = (verb: string): string => `v1/corridors/${intent}/${verb}`
const boldly = { reason: 'the second pair of eyes', without_go: true }

/** People through a provider: who comes in, what takes two of them, what one is enough for. */
export async function rowsOfPeople(parties: Parties): Promise<readonly Row[]> {
  const home = `${parties.product.url}/`
  const jar = new Map<string, string>()
  const [anna, ben, vic, eve] = await Promise.all([
    signOn(home, 'anna', jar),
    ...['ben', 'vic', 'eve'].map((login) => signOn(home, login, new Map())),
  ])
  const inside = [anna, ben, vic].filter((one) => one != null)
  const came = same(
    'login: people of known groups',
    3,
    inside.length,
    `through oidc-provider; of none: ${eve === null ? 'refused' : 'LET IN'}`,
  )
  const in_ = { ...came, right: came.right === true && eve === null }
  if (anna == null || ben == null || vic == null) return [in_]
  return [
    in_,
    await fourEyes(parties, { anna, ben, vic }),
    await aloneKill(parties, ben),
    await afterTheEnd(parties, { anna, home, jar }),
  ]
}

type Few = Readonly<Record<'anna' | 'ben' | 'vic', Person>>

/** Refused: whoever asked, a viewer, a token of nobody. Then a second person carries it out. */
async function fourEyes(parties: Parties, { anna, ben, vic }: Few): Promise<Row> {
  const { product } = parties
  const asked = await anna.change(change('promote'), boldly)
  const refused = [
    await anna.change(change('promote'), boldly),
    await vic.change(change('promote'), boldly),
    await status(parties, change('promote'), boldly),
  ]
  const before = stageOf(await product.ask('GET', '/v1/control'))
  const done = await ben.change(change('promote'), boldly)
  const after = stageOf(await product.ask('GET', '/v1/control'))
  const trail = JSON.stringify(await product.ask('GET', '/v1/control/audit'))
  const named = trail.includes('anna@example.org') && trail.includes('ben@example.org')
  const row = same(
    'four eyes: refused',
    refused.length,
    refused.filter((code) => code === 403).length,
    `who asked, a viewer, a token of nobody; by a second person: ${before} -> ${after}, both in the trail: ${named ? 'yes' : 'no'}`,
  )
  const isDone = asked === 202 && done === 200 && before === 'canary' && after === 'wider'
  return { ...row, right: row.right === true && isDone && named }
}

/** One person is enough to close, and to begin at the first stage again. */
async function aloneKill(parties: Parties, ben: Person): Promise<Row> {
  const killed = await ben.change(change('kill'), { reason: 'to be sure' })
  const closed = await isClosed(parties)
  const resumed = await ben.change(change('resume'), { reason: 'all is well' })
  const open = !(await isClosed(parties))
  const stage = stageOf(await parties.product.ask('GET', '/v1/control'))
  return {
    signal: 'kill by one person',
    sent: 1,
    received: closed ? 1 : 0,
    right: killed === 200 && closed && resumed === 200 && open && stage === 'canary',
    says: `then resume by the same one, at ${stage}`,
  }
}

type Leaving = { readonly anna: Person; readonly home: string; readonly jar: Map<string, string> }

/** Sessions that were left, or ran out with their token, change nothing. */
async function afterTheEnd(parties: Parties, { anna, home, jar }: Leaving): Promise<Row> {
  const { product } = parties
  const adding = 'tokens add --name carl --role operator --expires-in 3s'
  const said = await product.run(...adding.split(' '))
  const carl = await signIn(home, /pt_operator_\S+/u.exec(said)?.[0] ?? '')
  const left = await anna.leave()
  const asksAgain = await signOn(home, null, jar).then(
    () => false,
    () => true,
  )
  await until('the session runs out', async () => (await carl.change('v1/session', {})) === 401)
  const before = JSON.stringify(await product.ask('GET', '/v1/control'))
  const tried = []
  for (const gone of [anna, carl]) {
    for (const verb of ['promote', 'kill', 'demote']) {
      tried.push(await gone.change(change(verb), boldly))
    }
  }
  const unchanged = JSON.stringify(await product.ask('GET', '/v1/control')) === before
  const row = same(
    'sessions that ended: refused',
    tried.length,
    tried.filter((code) => code === 401).length,
    `left (${left}), run out with its token; control ${unchanged ? 'as before' : 'CHANGED'}`,
  )
  const isLeft = left === 'at the provider too' && asksAgain
  return { ...row, right: row.right === true && unchanged && isLeft }
}

async function status({ product }: Parties, path: string, body: object): Promise<number> {
  const headers = {
    authorization: `Bearer ${product.operator}`,
    'content-type': 'application/json',
  }
  const init = { method: 'POST', headers, body: JSON.stringify(body) }
  return (await fetch(`${product.url}/${path}`, init)).status
}

function stageOf(control: unknown): string {
  return /"stage":"(\w+)"/u.exec(JSON.stringify(control))?.[1] ?? 'no stage'
}
