// What the engine adds to one decision, beside the libraries people use for parts of it.
import { hash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GrowthBookClient } from '@growthbook/growthbook'
import { InMemoryProvider, OpenFeature } from '@openfeature/server-sdk'
import { circuitBreaker, ConsecutiveBreaker, handleAll, timeout, TimeoutStrategy } from 'cockatiel'
import CircuitBreaker from 'opossum'
import { openRiskLog } from '../packages/engine/dist/risk-log/index.js'
import { bareLine, unsampledRecord } from './harness/bare-line.ts'
import { definedCorridors } from './harness/defined-corridor.ts'
import { compare, timed, timedAsync } from './harness/compare.ts'
import { plainCorridor } from './harness/plain-corridor.ts'
import { reportRun } from './harness/report-run.ts'
import { versionsOf } from './harness/versions.ts'

const commands = Array.from({ length: 2000 }, (_, i) => ({ id: `order-${(i * 7919) % 100_003}` }))
const folder = mkdtempSync(join(tmpdir(), 'bench-decision-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

const log = openRiskLog({ path: join(folder, 'risk.jsonl'), maxBytes: 64 * 2 ** 20, keep: 1 })
const flush = (): Promise<void> => log.flush()
const unsampled = plainCorridor({ sampleRate: 0 }, log.append)
const sampled = plainCorridor({ sampleRate: 1 }, log.append)
const disabled = plainCorridor({ enabled: false }, log.append)

const { engine, trusted } = await definedCorridors(log)

const slow = 100_000 // no timer of a peer may fire while it is measured
const cockatielTimeout = timeout(slow, TimeoutStrategy.Aggressive)
const cockatielBreaker = circuitBreaker(handleAll, {
  halfOpenAfter: 1000,
  breaker: new ConsecutiveBreaker(5),
})
const opossum = new CircuitBreaker(async () => 1, { timeout: slow })
const growthBook = new GrowthBookClient()
growthBook.initSync({
  payload: {
    features: { plain: { defaultValue: false, rules: [{ force: true, coverage: 0.01 }] } },
  },
})
const openFeature = await openFeatureClient()

const now = timestampOnce()
function timestampOnce(): () => string {
  let atMs = 0
  let text = ''
  return () => {
    const nowMs = Date.now()
    if (nowMs !== atMs) text = new Date((atMs = nowMs)).toISOString()
    return text
  }
}

/** The work no implementation gets around: hash the id, put one line together, keep it. */
let lines = ''
let linesKept = 0
function bare({ id }: { readonly id: string }): void {
  const digest = hash('sha256', `plain${id}`, 'buffer')
  const bucket = digest.readUInt32BE(0) / 2 ** 32 + digest.readUInt32BE(4) / 2 ** 64
  lines += bareLine(unsampledRecord(id, now(), bucket))
  if (++linesKept % 16 === 0) {
    sink.write(lines)
    lines = ''
  }
}
const sink = Buffer.alloc(64 * 1024)

async function openFeatureClient() {
  await OpenFeature.setProviderAndWait(
    new InMemoryProvider({
      plain: { disabled: false, defaultVariant: 'off', variants: { on: true, off: false } },
    }),
  )
  return OpenFeature.getClient()
}

const engineRow = 'ours: unsampled, a definition in the engine alone'
const trustRow = 'ours: unsampled, the same through openTrust'
const rows = await compare(
  [
    timed('bare: hash + concatenation', commands, bare),
    timedAsync(
      'ours: unsampled, record to the log',
      commands,
      (command) => unsampled.decide(command),
      flush,
    ),
    timedAsync(
      'ours: sampled, instant candidate',
      commands,
      (command) => sampled.decide(command),
      flush,
    ),
    timedAsync(engineRow, commands, (command) => engine.decide(command), flush),
    timedAsync(trustRow, commands, (command) => trusted.decide(command), flush),
    timedAsync('ours: disabled', commands, (command) => disabled.decide(command)),
    timedAsync('bare await', commands, async () => 1),
    timed("crypto.hash('sha256') alone", commands, (command) =>
      hash('sha256', command.id, 'buffer'),
    ),
    timedAsync('cockatiel timeout', commands, () => cockatielTimeout.execute(async () => 1)),
    timedAsync('cockatiel circuit breaker', commands, () =>
      cockatielBreaker.execute(async () => 1),
    ),
    timedAsync('opossum with timeout', commands, () => opossum.fire()),
    timed('GrowthBook flag in memory', commands, (command) =>
      growthBook.isOn('plain', { attributes: { id: command.id } }),
    ),
    timedAsync('OpenFeature flag in memory', commands, (command) =>
      openFeature.getBooleanValue('plain', false, { targetingKey: command.id }),
    ),
  ],
  'bare: hash + concatenation',
  {
    rounds: 31,
    warmUp: 10,
    targets: {
      'ours: unsampled, record to the log': {
        text: '<= 1.4x',
        holds: ({ ratio }) => ratio <= 1.4,
      },
      'ours: sampled, instant candidate': {
        text: '<= 10,000 ns',
        holds: ({ median }) => median <= 10_000,
      },
      [trustRow]: {
        text: '<= 1.1x the engine',
        holds: ({ median }, medianOf) => median <= 1.1 * medianOf(engineRow),
      },
      'ours: disabled': {
        text: '<= 100 ns more than a bare await',
        holds: ({ median }, medianOf) => median - medianOf('bare await') <= 100,
      },
    },
  },
)
await log.close()
opossum.shutdown()
growthBook.destroy()
await OpenFeature.close()
const { dropped } = log.stats()

reportRun(
  'decision',
  [
    {
      title: 'One decision',
      unit: 'ns a call',
      notes: [
        `Median of 31 rounds of ${commands.length} calls, all rows in turn in every round; the corridor's own functions return constants.`,
        'An awaited row includes the await. The log encodes and writes in this process; its flush is not timed.',
        `Records dropped by the log: ${dropped}.`,
      ],
      rows,
    },
  ],
  versionsOf('cockatiel', 'opossum', '@growthbook/growthbook', '@openfeature/server-sdk'),
)
