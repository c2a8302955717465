// One process of the drill: an application with the library, that accepts candidates until it is stopped.
import { closeSync, openSync, writeSync } from 'node:fs'
import process from 'node:process'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { defineCorridor, openTrust } from 'partial-trust'
import { drillIntent, drillLeaseMs, tallyWords } from './drill-process.ts'

const [, , tallyPath = ''] = process.argv
const underWay = 2
const candidateMs = 8
const pauseMs = 4
/** On top of a lease, for a process to be scheduled. */
const schedulingMs = 100

/** Schema libraries take longer to load than all the rest. */
const anything = {
  '~standard': {
    version: 1 as const,
    vendor: 'drill',
    validate: (value: unknown) => ({ value: String(value) }),
  },
}

const trust = await openTrust({ logger: { warn: (line) => process.stderr.write(`${line}\n`) } })
const corridor = trust.open(
  defineCorridor({
    intent: drillIntent,
    id: ({ id }: { id: string }) => id,
    baseline: () => 'baseline',
    candidate: anything,
    candidateJsonSchema: {},
    ask: async () => {
      await sleep(candidateMs)
      return 'candidate'
    },
    sampleRate: 1,
    deadlineMs: 1000,
    // On a busy machine candidates come late; a circuit that opens would stop what only control may.
    limits: { circuit: null },
  }),
)

// Written where others read it, so that one that stands still or is dead has said all the same.
const file = openSync(tallyPath, 'w')
process.on('exit', () => closeSync(file))
const tally = new BigInt64Array(tallyWords.length)
const word = (name: (typeof tallyWords)[number]): number => tallyWords.indexOf(name)

let beatMs = performance.now()
setInterval(() => (beatMs = performance.now()), 10)

function note(status: string, reason: string): void {
  const nowNs = process.hrtime.bigint() // CLOCK_MONOTONIC: one clock for all processes of a host
  if (status === 'accepted_llm') {
    tally[word('acceptedAtNs')] = nowNs
    tally[word('accepted')] = (tally[word('accepted')] ?? 0n) + 1n
    const ageMs = trust.health().lease?.ageMs ?? null
    // One that stood still since it accepted reads an age that it did not accept at.
    const stood = performance.now() - beatMs > schedulingMs
    if (!stood && (ageMs === null || ageMs > drillLeaseMs + schedulingMs)) {
      tally[word('late')] = (tally[word('late')] ?? 0n) + 1n
    }
  } else if (
    reason === 'killed' &&
    (tally[word('killedAtNs')] ?? 0n) <= (tally[word('acceptedAtNs')] ?? 0n)
  ) {
    tally[word('killedAtNs')] = nowNs
  } else return
  writeSync(file, tally, 0, tally.byteLength, 0)
}

async function decideForEver(name: number): Promise<never> {
  for (let turn = 0; ; turn += 1) {
    const { record } = await corridor.decide({ id: `${process.pid}-${name}-${turn}` })
    note(record?.status ?? '', record?.reason_code ?? '')
    await (record?.status === 'accepted_llm' ? nextTurn() : sleep(pauseMs))
  }
}
for (let name = 0; name < underWay; name += 1) void decideForEver(name)
process.on('disconnect', () => process.exit(0))
