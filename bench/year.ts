/**
 * What a page costs the decisions beside it: a service over 120 days of evidence and 200,000 audit
 * entries, asked for decisions at a steady pace with and without a console's pages open, in turn; the
 * time from start to the first decision, the first of each page, and the most memory held. All of it of the packages
 * as they are packed and installed, which is what an adopter runs, and of the workspace's plain output beside it.
 * Run: npm run bench:year (-- --untidied, for a store whose old counts nobody put together;
 * -- --workspace, to leave out the packed form)
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { median, spreadOf } from './harness/compare.ts'
import type { Row } from './harness/compare.ts'
import { figure, reportRun } from './harness/report-run.ts'
import { installPacked } from './year/install-packed.ts'
import { measureYear } from './year/measure-year.ts'
import { serveYear, workspaceProgram } from './year/serve-year.ts'
import { makeYearStore } from './year/year-store.ts'

const { values } = parseArgs({
  options: {
    untidied: { type: 'boolean', default: false },
    workspace: { type: 'boolean', default: false },
    days: { type: 'string', default: '120' },
    entries: { type: 'string', default: '200000' },
    rounds: { type: 'string', default: '7' },
    starts: { type: 'string', default: '5' },
  },
})
const intent = 'add_shopping_item'
const folder = mkdtempSync(join(tmpdir(), 'bench-year-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

makeYearStore({
  path: join(folder, 'state.db'),
  intent,
  epoch: 'of-before',
  days: Number(values.days),
  auditEntries: Number(values.entries),
  tidied: !values.untidied,
  nowMs: Date.now(),
})

const forms = [
  ...(values.workspace
    ? []
    : [{ name: 'as packed and installed', program: installPacked(folder) }]),
  { name: "the workspace's plain output", program: workspaceProgram },
]

/** In turn, so that what else the machine does hits all alike; the first of each compiles and is not counted. */
const starts = forms.map(({ name }) => ({ name, wallMs: [] as number[], cpuMs: [] as number[] }))
for (let start = -1; start < Number(values.starts); start++) {
  for (const [at, { program }] of forms.entries()) {
    const served = await serveYear(folder, program)
    await served.stop()
    if (start < 0) continue
    starts[at]?.wallMs.push(served.firstAnswerMs)
    starts[at]?.cpuMs.push(served.firstAnswerCpuMs)
  }
}

const measured = []
for (const { name, program } of forms) {
  measured.push({
    name,
    ...(await measureYear(folder, program, { intent, rounds: Number(values.rounds) })),
  })
}

const what = `${values.days} days of evidence and ${values.entries} audit entries`
reportRun('year', [
  {
    title: `From the start to the first decision, over ${what}`,
    unit: 'ms',
    notes: [
      `${values.starts} starts of each, in turn, with compiled code kept from a start before; the store was written by a start before as well.`,
    ],
    rows: starts.flatMap(({ name, wallMs, cpuMs }, at) => [
      row(name, wallMs, starts[0]?.wallMs, at === 0 ? 1000 : undefined),
      row(`${name}: processor time, all threads`, cpuMs, starts[0]?.wallMs),
    ]),
  },
  {
    title: 'Each page for the first time',
    unit: 'ms',
    notes: ['Asked one after the other, the first right after the first decision.'],
    rows: (measured[0]?.firstPages ?? []).map(({ path, tookMs }) =>
      row(path, [tookMs], [1000], path === '/v1/corridors' ? 1000 : undefined),
    ),
  },
  {
    title: 'A decision, 99th percentile, while pages are read',
    unit: 'ms',
    notes: [
      `Median of ${values.rounds} rounds of 3 s over 8 connections, 10 ms after each answer; every page is asked for every 2 s.`,
    ],
    rows: measured.flatMap(({ name, plainMs, openMs }) => [
      row(`${name}: no page open`, plainMs, plainMs),
      row(`${name}: every page open`, openMs, plainMs, 1.2 * median(plainMs)),
    ]),
  },
  {
    title: 'The most memory held',
    unit: 'MiB',
    notes: ['By the kernel (VmHWM), at the end of all rounds. Ratios are to 250 MiB.'],
    rows: measured.map(({ name, mostMiB }, at) =>
      row(name, [mostMiB], [250], at === 0 ? 250 : undefined),
    ),
  },
])

/** @param below What its median has to be below. Default: nothing was promised of it. */
function row(
  name: string,
  figures: readonly number[],
  reference: readonly number[] = figures,
  below?: number,
): Row {
  const spread = spreadOf(figures)
  const plain = { name, ...spread, ratio: spread.median / median(reference) }
  if (below === undefined) return plain
  return { ...plain, target: { text: `< ${figure(below)}`, met: spread.median < below } }
}
