import { fileURLToPath } from 'node:url'
import type { Parties } from './parties.ts'
import { intent } from './parties.ts'
import { traffic } from './traffic.ts'
import { until } from './until.ts'

const plan = fileURLToPath(new URL('e2e.plan.yaml', import.meta.url))

/** What the rollout showed beside its signals. */
export type Played = {
  readonly sent: number
  readonly answered: number
  /** From the model's outage until the corridor was closed, in ms. */
  readonly closedAfterMs: number
  /** The longest answer while the receiver of webhooks was down, and while it was there, in ms. */
  readonly slowestMs: { readonly down: number; readonly there: number }
}

/** A rollout: healthy, then the model fails, the corridor closes by itself and a person reopens it. */
export async function playRollout(parties: Parties, say: (line: string) => void): Promise<Played> {
  const { product, simulator, receiver, canaries } = parties
  const { url } = product
  const commands = traffic(url, canaries)
  const records = (status: string): number =>
    product.records().filter((record) => record['status'] === status).length
  await until('the first decisions', () => commands.counts().answered > 20)
  say('a rollout starts; the receiver of webhooks is down')
  await product.run(
    'rollout',
    'start',
    intent,
    '--reason',
    'a rollout',
    '--plan',
    plan, // prettier-ignore
  )
  await until('the model decides', () => records('accepted_llm') > 100)
  say('the model fails')
  simulator.setFaults({ fault: 'status_500' })
  const closedAfterMs = await until('the outage closes the corridor', () => isClosed(parties))
  say(`closed after ${Math.round(closedAfterMs)} ms; the receiver comes back`)
  await until('the receiver was asked while it was down', () => receiver.turnedAway() > 0)
  const down = commands.slowestMs()
  receiver.comeBack()
  await until('what waited is told', () => receiver.taken.some(isAbout('closed')))
  if (parties.prometheus.kind === 'running' && parties.alertmanager.kind === 'running') {
    await until('people are paged', () => parties.pages.some(({ body }) => body.includes('NoGo')))
  }
  simulator.setFaults({ fault: null })
  const before = records('accepted_llm')
  await product.run('resume', intent, '--reason', 'the model is back')
  await until('the model decides again', () => records('accepted_llm') > before + 20)
  const there = commands.slowestMs()
  await commands.stop()
  return { ...commands.counts(), closedAfterMs, slowestMs: { down, there } }
}

export function isAbout(kind: string): (message: { readonly body: string }) => boolean {
  return ({ body }) => body.includes(`"partial_trust.${kind}.v1"`)
}

export async function isClosed({ product }: Pick<Parties, 'product'>): Promise<boolean> {
  const state = JSON.stringify(await product.ask('GET', '/v1/control'))
  return state.includes('"killed":true') || /"closed":"/.test(state)
}
