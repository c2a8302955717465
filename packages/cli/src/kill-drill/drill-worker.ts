import process from 'node:process'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { openCorridor } from '@partial-trust/core'
import { readConfig } from '@partial-trust/settings'
import { backgroundClock, openControl, openControlFeed } from '@partial-trust/control'
import { newInstance, randomIds, systemClock } from '@partial-trust/engine'
import { drillCorridor, drillIntent, drillSource } from './drill-corridor.js'
import type { WorkerCount } from './drill-process.js'

// One process of the drill: the real engine under load on a real store, until its parent goes.

const underWay = 4
const candidateMs = 8
const pauseMs = 2

const config = readConfig(process.env, [drillIntent])
const [problem] = config.problems
if (problem !== undefined) throw new Error(`${problem.variable}: ${problem.problem}`)
const control = openControl(config.state, { cwd: process.cwd(), now: Date.now })
if (control === null) throw new Error('the drill needs a store')
const feed = openControlFeed(control.store, { leaseMs: config.leaseMs, clock: backgroundClock })
await feed.ready

let accepted = 0
let late = 0
let lastAcceptNs = 0n

const corridor = openCorridor(drillCorridor, {
  settings: {
    enabled: true,
    valid: true,
    allowed: true,
    sampleRate: 1,
    sampleRateCeiling: 1,
    deadlineMs: 200,
    policyEnabled: true,
  },
  // On a busy machine candidates come late; a circuit that opens would stop what only control may.
  limits: { circuit: null },
  source: drillSource(candidateMs),
  control: () => feed.view(drillIntent),
  record: () => {},
  clock: systemClock,
  ids: randomIds(),
  instance: newInstance(),
})

process.on('message', () => {
  const count: WorkerCount = { accepted, late, lastAcceptNs: String(lastAcceptNs) }
  process.send?.(count)
})
process.on('disconnect', () => process.exit(0))

async function decideForEver(name: number): Promise<never> {
  for (let turn = 0; ; turn += 1) {
    const { record } = await corridor.decide({ id: `${process.pid}-${name}-${turn}` })
    if (record?.status === 'accepted_llm') {
      // CLOCK_MONOTONIC: one clock for all processes of a host.
      lastAcceptNs = process.hrtime.bigint()
      accepted += 1
      const { ageMs, leaseMs } = feed.lease()
      if (ageMs === null || ageMs > leaseMs + 100) late += 1
    }
    await (record?.status === 'accepted_llm' ? nextTurn() : sleep(pauseMs))
  }
}
for (let name = 0; name < underWay; name += 1) void decideForEver(name)
