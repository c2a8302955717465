// `npm run e2e:signals`: everyone who hears from the product, for real and on loopback. Prints a row a
// signal: what was sent, what arrived, whether that is right. Exits 1 when a row is not.
import process from 'node:process'
import { alertCloses } from './e2e-signals/alert-closes.ts'
import { parties } from './e2e-signals/parties.ts'
import { playRollout } from './e2e-signals/rollout.ts'
import { same, tableOf } from './e2e-signals/row.ts'
import type { Row } from './e2e-signals/row.ts'
import { forgeriesIn, rowsOfEvents } from './e2e-signals/rows-of-events.ts'
import { rowsOfPeople } from './e2e-signals/rows-of-people.ts'
import { rowsOfDecisions } from './e2e-signals/rows-of-rollout.ts'

const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}
const everyone = await parties()
const rows: Row[] = []
try {
  for (const peer of [everyone.prometheus, everyone.alertmanager]) {
    if (peer.kind === 'absent') say(`skipped: ${peer.why}`)
  }
  const played = await playRollout(everyone, say)
  rows.push(...(await rowsOfDecisions(everyone, played)))
  rows.push(...(await rowsOfEvents(everyone)))
  rows.push(await forgeriesIn(everyone))
  rows.push(...(await rowsOfPeople(everyone)))
  rows.push(await canariesIn())
  rows.push(await alertCloses(everyone))
} finally {
  await everyone.stop()
}
process.stdout.write(`${tableOf(rows)}\n`)
const wrong = rows.filter(({ right }) => right === false).length
process.stdout.write(wrong === 0 ? 'every signal is right\n' : `${wrong} signals are not right\n`)
process.exitCode = wrong === 0 ? 0 : 1

/** Looks for text of commands and answers in everything that anyone heard. */
async function canariesIn(): Promise<Row> {
  const { collector, receiver, pages, product, relay, canaries } = everyone
  const metrics = await (await fetch(`${product.url}/metrics`)).text()
  const heard = [
    ...collector.bodies,
    ...receiver.taken.map(({ body }) => body),
    ...pages.map(({ body }) => body),
    ...relay.relayed.map(({ answer }) => answer),
    JSON.stringify(product.records()),
    JSON.stringify(await product.ask('GET', '/v1/control/audit')),
    metrics,
    product.said(),
  ]
  const bytes = heard.reduce((sum, text) => sum + text.length, 0)
  const found = canaries.filter(({ token }) => heard.some((text) => text.includes(token)))
  const row = same(
    'canaries',
    canaries.length,
    found.length,
    `in ${bytes} characters of all signals`,
  )
  return { ...row, right: found.length === 0 && bytes > 0 }
}
