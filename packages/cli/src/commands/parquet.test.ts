import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { findLog } from '@partial-trust/analysis'
import { exportLog } from '@partial-trust/analysis/parquet'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { runCommand } from '../run-command.contract.js'
import { healthy, logs } from './cells-logs.contract.js'

/** 70 MB that only these tests need: `npm run peers:install`, as CI does, brings it. */
const duckdb: string = '@duckdb/node-api'
const hasDuckdb = await import(duckdb).then(
  () => true,
  () => false,
)
if (!hasDuckdb) console.warn(`skipped: ${duckdb} is not installed here`)

const folder = mkdtempSync(join(tmpdir(), 'pt-parquet-'))
afterAll(() => rmSync(folder, { recursive: true }))

const pt = (...argv: string[]): ReturnType<typeof runCommand> => runCommand(argv, { cwd: folder })

const gate = ['gate', '--stage', 'canary', '--json'] as const

async function verdict(...source: string[]): Promise<unknown> {
  return verdictOn('c', ...source)
}

async function verdictOn(corridor: string, ...source: string[]): Promise<unknown> {
  const { stdout, stderr, exitCode } = await pt(...gate, '--corridor', corridor, ...source)
  expect(stderr).toBe('')
  const timeless = stdout.replace(/"decided_at": ?"[^"]*"/gu, `"decided_at": ""`)
  return { ...JSON.parse(timeless), source: null, exitCode }
}

const write = (name: string, lines: readonly string[]): void =>
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`)

const files = (): readonly string[] =>
  readdirSync(join(folder, 'records'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.parquet'))
    .toSorted()

const exportAsJson = (): ReturnType<typeof pt> =>
  pt('export', '--risk-log', 'log.jsonl', '--parquet', 'records', '--json')

async function cellsOfExport(): Promise<string> {
  const { stdout, stderr, exitCode } = await pt('cells', '--records', 'records/**/*.parquet')
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
  return stdout
}

/** In whatever order DuckDB comes to them. */
const counted = async () => (await cellsOfExport()).split('\n').toSorted()

/** Each log under names of its own: so DuckDB, whose plan is most of the work, counts all of them at once. */
const apart = Object.entries(logs).map(([name, lines], index) => {
  const corridor = `log_${index}`
  return {
    name,
    corridor,
    lines: lines.map((line) =>
      line
        .replace('"corridor_intent":"c"', `"corridor_intent":"${corridor}"`)
        .replace('"corridor_intent":"d"', `"corridor_intent":"${corridor}_beside"`)
        .replace('"trace_id":"', `"trace_id":"${corridor}-`),
    ),
  }
})

describe.runIf(hasDuckdb)('logs of many corridors exported as Parquet', () => {
  let cells: readonly string[]
  beforeAll(async () => {
    write(
      'log.jsonl',
      apart.flatMap(({ lines }) => lines),
    )
    const exported = await pt('export', '--risk-log', 'log.jsonl', '--parquet', 'records')
    expect(exported).toMatchObject({ exitCode: 0, stderr: '' })
    cells = (await cellsOfExport()).trimEnd().split('\n')
  })

  it.each(apart)('$name give the verdict of the log', async ({ corridor, lines }) => {
    write('log.jsonl', lines)
    const unread = lines.filter((line) => !line.endsWith('}')).length
    const newer = lines.filter((line) => line.includes('"schema":2')).length
    write('log.cells', [
      ...cells.filter((line) => line.startsWith(`{"corridor":"${corridor}"`)),
      `{"source":{"name":"log","unreadable_lines":${unread},"newer_records":${newer},"duplicates":0,"holes":[]}}`,
    ])
    expect(await verdictOn(corridor, '--cells', 'log.cells')).toEqual(
      await verdictOn(corridor, '--risk-log', 'log.jsonl'),
    )
  })
})

describe.runIf(hasDuckdb)('a log exported as Parquet', () => {
  beforeEach(() => {
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true })
  })

  it('holds every record once after the log grew and was rotated', async () => {
    write('log.jsonl', healthy.slice(0, 300))
    expect(JSON.parse((await exportAsJson()).stdout)).toMatchObject({
      written: [{ records: 300 }],
      kept: [],
    })
    expect(JSON.parse((await exportAsJson()).stdout)).toMatchObject({
      written: [],
      kept: [{ records: 300 }],
    })
    appendFileSync(join(folder, 'log.jsonl'), `${healthy.slice(300, 500).join('\n')}\n`)
    renameSync(join(folder, 'log.jsonl'), join(folder, 'log.jsonl.1'))
    write('log.jsonl', healthy.slice(500))
    const { written } = JSON.parse((await exportAsJson()).stdout)
    expect(written).toMatchObject([{ records: 500 }, { records: healthy.length - 500 }])
    write('log.cells', [await cellsOfExport()])
    expect(await verdict('--cells', 'log.cells')).toEqual(await verdict('--risk-log', 'log.jsonl'))
  })

  it('is cleared of what an interrupted export left', async () => {
    write('log.jsonl', healthy)
    await pt('export', '--risk-log', 'log.jsonl', '--parquet', 'records')
    const whole = files()
    const [first = ''] = whole
    writeFileSync(
      join(folder, 'records', first.replace(/[^/]+$/u, '0123456789abcdef_0.parquet')),
      readFileSync(join(folder, 'records', first)),
    )
    await pt('export', '--risk-log', 'log.jsonl', '--parquet', 'records')
    expect(files()).toEqual(whole)
  })

  it('leaves what others keep in its folder, lets no other export in, and takes no file for one', async () => {
    write('log.jsonl', healthy)
    mkdirSync(join(folder, 'records', 'day=mine'), { recursive: true })
    write('records/mine.parquet', ['mine'])
    write('records/day=mine/mine.parquet', ['mine'])
    // One that was killed keeps nobody out.
    write('records/.exporting', ['4194304'])
    const exported = () => pt('export', '--risk-log', 'log.jsonl', '--parquet', 'records')
    expect(await exported()).toMatchObject({ exitCode: 0 })
    for (const mine of ['records/mine.parquet', 'records/day=mine/mine.parquet']) {
      expect(readFileSync(join(folder, mine), 'utf8')).toBe('mine\n')
    }
    expect(existsSync(join(folder, 'records/.exporting'))).toBe(false)
    write('records/.exporting', [String(process.ppid)])
    expect(await exported()).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining(`process ${process.ppid} is writing an export`),
    })
    expect(await pt('export', '--risk-log', 'log.jsonl', '--parquet', 'log.jsonl')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^partial-trust: no export can be written to .*EEXIST/u),
    })
  })

  it('takes no other log for the one that it holds', async () => {
    write('log.jsonl', healthy)
    write('other.jsonl', healthy.slice(0, 30))
    await pt('export', '--risk-log', 'log.jsonl', '--parquet', 'records')
    const whole = files()
    const other = await pt('export', '--risk-log', 'other.jsonl', '--parquet', 'records')
    expect(other).toMatchObject({ exitCode: 1, stdout: '' })
    expect(other.stderr).toMatch(/holds .*log\.jsonl, which was still growing, and not .*other/u)
    expect(files()).toEqual(whole)
  })

  it('names what is missing of the log, and exits 1', async () => {
    write('log.jsonl', healthy)
    write('log.jsonl.2', healthy.slice(0, 10))
    const found = await pt('export', '--risk-log', 'log.jsonl', '--parquet', 'records')
    expect(found).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('log.jsonl.1') })
  })

  it('says in its cells what is missing of the log, so that nothing is GO by the rest', async () => {
    const third = healthy.length / 3
    write('log.jsonl.2', healthy.slice(0, third))
    write('log.jsonl', healthy.slice(2 * third))
    await pt('export', '--risk-log', 'log.jsonl', '--parquet', 'records')
    write('log.cells', [await cellsOfExport()])
    expect(await verdict('--cells', 'log.cells')).toEqual(await verdict('--risk-log', 'log.jsonl'))
    // One that is killed after its first part leaves the same behind of what it did not come to.
    rmSync(join(folder, 'records'), { recursive: true })
    write('log.jsonl.1', healthy.slice(third, 2 * third))
    const log = await findLog(join(folder, 'log.jsonl'))
    const stop = new AbortController()
    const open = () => {
      stop.abort(new Error('killed'))
      return Readable.from([Buffer.from('{}')])
    }
    const [first, second] = log.parts
    if (first === undefined || second === undefined) throw new Error('no parts')
    const cut = { ...log, parts: [first, { ...second, packing: 'pipe', open } as const] }
    await expect(exportLog(cut, join(folder, 'records'), stop.signal)).rejects.toThrow('killed')
    const cells = await cellsOfExport()
    expect(cells).toContain(`${second.path} was not exported`)
    write('log.cells', [cells])
    expect(await verdict('--cells', 'log.cells')).toMatchObject({ verdict: 'INSUFFICIENT' })
    // Done again, it is whole.
    await pt('export', '--risk-log', 'log.jsonl', '--parquet', 'records')
    write('log.cells', [await cellsOfExport()])
    expect(await verdict('--cells', 'log.cells')).toEqual(await verdict('--risk-log', 'log.jsonl'))
    expect(await verdict('--cells', 'log.cells')).toMatchObject({ verdict: 'GO' })
  })

  it('counts nothing that an export which was killed left unverified', async () => {
    write('log.jsonl', healthy)
    await pt('export', '--risk-log', 'log.jsonl', '--parquet', 'records')
    const whole = await counted()
    const [file = ''] = files()
    const copyTo = (path: string): void => {
      mkdirSync(join(folder, 'records', path, '..'), { recursive: true })
      writeFileSync(join(folder, 'records', path), readFileSync(join(folder, 'records', file)))
    }
    // Before it was read back: nobody's pattern names it.
    copyTo(`.staging/${file.replace(/parquet$/u, 'part')}`)
    expect(await counted()).toEqual(whole)
    const refusal = async () => {
      const { stdout, stderr, exitCode } = await pt('cells', '--records', 'records/**/*.parquet')
      expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 })
      return stderr
    }
    // After it was moved to its place, beside what it was to replace.
    const moved = file.replace(/[^/]+$/u, '0123456789abcdef_0.parquet')
    copyTo(moved)
    expect(await refusal()).toMatch(/not listed in manifest.json.*Export the log there again/u)
    await pt('export', '--risk-log', 'log.jsonl', '--parquet', 'records')
    expect(await counted()).toEqual(whole)
    // And where what is listed is gone, or nothing was listed yet.
    rmSync(join(folder, 'records', file))
    expect(await refusal()).toMatch(/gone, and manifest.json lists it/u)
    rmSync(join(folder, 'records', 'manifest.json'))
    expect(await refusal()).toMatch(/no manifest.json that lists its files/u)
  })

  it('is not looked for where it is not', async () => {
    const found = await pt('cells', '--records', 'nowhere/*.parquet')
    expect(found).toMatchObject({ exitCode: 1, stdout: '' })
    expect(found.stderr).toMatch(/nowhere.*cannot be read as Parquet of records/u)
  })

  it('has cells that are judged from Parquet and over HTTP as from lines', async () => {
    write('log.jsonl', healthy)
    await pt('cells', '--risk-log', 'log.jsonl', '--parquet', 'cells.parquet')
    const ofLog = await verdict('--risk-log', 'log.jsonl')
    expect(await verdict('--cells', 'cells.parquet')).toEqual(ofLog)
    const { stdout } = await pt('cells', '--risk-log', 'log.jsonl')
    const server = createServer((request, response) => {
      response.statusCode = request.url === '/cells' ? 200 : 404
      response.end(stdout)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      const address = server.address()
      const port = typeof address === 'object' ? address?.port : 0
      expect(await verdict('--cells', `http://127.0.0.1:${port}/cells`)).toEqual(ofLog)
      const lost = await pt('gate', '--cells', `http://127.0.0.1:${port}/no`, '--stage', 'canary')
      expect(lost).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('answers 404') })
    } finally {
      server.close()
    }
  })
})
