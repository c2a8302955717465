// How fast records reach the file, and what that does to the event loop, beside other ways to write lines.
import { appendFileSync, createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { finished } from 'node:stream/promises'
import { setImmediate, setTimeout } from 'node:timers/promises'
import pino from 'pino'
import { openRiskLog } from '../packages/engine/dist/risk-log/index.js'
import { unsampledRecord } from './harness/bare-line.ts'
import { compare } from './harness/compare.ts'
import type { Contender } from './harness/compare.ts'
import { reportRun } from './harness/report-run.ts'
import { versionsOf } from './harness/versions.ts'

const folder = mkdtempSync(join(tmpdir(), 'bench-log-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const path = join(folder, 'risk.jsonl')

const records = Array.from({ length: 30_000 }, (_, i) =>
  unsampledRecord(
    `order-${(i * 7919) % 100_003}`,
    new Date(1_700_000_000_000 + (i >> 4)).toISOString(),
    ((i * 0.6180339887) % 1) * 0.999999,
  ),
)
/** Records a turn of the event loop, as decisions come in. */
const perTurn = 500

/** Thousand records a second, from the first append until everything is in the file. */
function writing(
  name: string,
  write: (some: readonly (typeof records)[number][]) => Promise<void>,
  count = records.length,
): Contender {
  return {
    name,
    async sample() {
      const from = performance.now()
      await write(records.slice(0, count))
      const elapsedMs = performance.now() - from
      rmSync(path, { force: true })
      return count / elapsedMs
    },
  }
}

let dropped = 0
const rates = await compare(
  [
    writing('ours: append, then flush', async (some) => {
      const log = openRiskLog({ path })
      for (let i = 0; i < some.length; i += perTurn) {
        for (const record of some.slice(i, i + perTurn)) log.append(record)
        await setImmediate()
      }
      await log.close()
      dropped += log.stats().dropped
    }),
    writing('JSON.stringify alone, nothing written', async (some) => {
      let bytes = 0
      for (const record of some) bytes += `${JSON.stringify(record)}\n`.length
      if (bytes === 0) throw new Error('nothing was measured')
    }),
    writing(
      'appendFileSync each',
      async (some) => {
        for (const record of some) appendFileSync(path, `${JSON.stringify(record)}\n`)
      },
      records.length / 5,
    ),
    writing('createWriteStream', async (some) => {
      const stream = createWriteStream(path, { flags: 'a' })
      for (let i = 0; i < some.length; i += perTurn) {
        for (const record of some.slice(i, i + perTurn)) stream.write(`${JSON.stringify(record)}\n`)
        await setImmediate()
      }
      stream.end()
      await finished(stream)
    }),
    writing('pino, asynchronous', async (some) => {
      const destination = pino.destination({ dest: path, sync: false })
      const logger = pino({ base: null, timestamp: false }, destination)
      for (let i = 0; i < some.length; i += perTurn) {
        for (const record of some.slice(i, i + perTurn)) logger.info(record)
        await setImmediate()
      }
      destination.end()
      await new Promise((settle) => destination.once('close', settle))
    }),
    writing('pino, synchronous', async (some) => {
      const destination = pino.destination({ dest: path, sync: true })
      const logger = pino({ base: null, timestamp: false }, destination)
      for (const record of some) logger.info(record)
      destination.end()
    }),
  ],
  'JSON.stringify alone, nothing written',
  {
    rounds: 11,
    warmUp: 3,
    targets: {
      'ours: append, then flush': {
        text: '>= 300 thousand a second',
        holds: ({ median }) => median >= 300,
      },
    },
  },
)

/** 99th percentile of the event loop's delay in ms while `turn` runs about every millisecond. */
function delay(name: string, open: () => { turn(): void; close(): Promise<void> }): Contender {
  return {
    name,
    async sample() {
      const way = open()
      const resolution = 1
      const histogram = monitorEventLoopDelay({ resolution })
      histogram.enable()
      for (let i = 0; i < 700; i++) {
        way.turn()
        await setTimeout(1)
      }
      histogram.disable()
      await way.close()
      rmSync(path, { force: true })
      return Math.max(histogram.percentile(99) / 1e6 - resolution, 0.001)
    },
  }
}

const burst = records.slice(0, 300)
const delays = await compare(
  [
    delay('nothing written', () => ({ turn: () => {}, close: async () => {} })),
    delay('JSON.stringify alone', () => ({
      turn: () => void burst.map((record) => JSON.stringify(record)),
      close: async () => {},
    })),
    delay('ours', () => {
      const log = openRiskLog({ path })
      return {
        turn() {
          for (const record of burst) log.append(record)
        },
        async close() {
          await log.close()
          dropped += log.stats().dropped
        },
      }
    }),
  ],
  'nothing written',
  {
    rounds: 5,
    warmUp: 1,
    targets: { ours: { text: '< 5 ms', holds: ({ median }) => median < 5 } },
  },
)

reportRun(
  'log',
  [
    {
      title: 'Writing the risk log',
      unit: 'thousand records a second',
      notes: [
        `Median of 11 rounds of ${records.length} records (of an unsampled decision, about 500 bytes each), until all of them are in the file;`,
        `${perTurn} records a turn of the event loop where the way of writing is asynchronous. No row syncs to the disk.`,
        `Records dropped by ours: ${dropped}.`,
      ],
      rows: rates,
    },
    {
      title: 'Delay of the event loop while 300 records are appended about every millisecond',
      unit: 'ms, 99th percentile',
      notes: ['Median of 5 rounds of 700 turns. Other work on the machine shows in every row.'],
      rows: delays,
    },
  ],
  versionsOf('pino'),
)
