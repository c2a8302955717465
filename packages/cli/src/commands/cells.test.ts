import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { runCommand } from '../run-command.contract.js'
import { healthy, logs } from './cells-logs.contract.js'

const folder = mkdtempSync(join(tmpdir(), 'pt-cells-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function verdict(stage: string, ...source: string[]): Promise<unknown> {
  const { stdout, stderr, exitCode } = await runCommand(
    ['gate', '--stage', stage, '--json', '--corridor', 'c', ...source],
    { cwd: folder },
  )
  expect(stderr).toBe('')
  return { ...JSON.parse(stdout), source: null, decided_at: '', exitCode }
}

async function cellsOf(...paths: string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await runCommand(['cells', '--risk-log', ...paths], {
    cwd: folder,
  })
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
  return stdout
}

describe('cells', () => {
  it.each(Object.entries(logs))('of a log %s are judged as the log is', async (name, lines) => {
    const path = join(folder, `${name}.jsonl`)
    writeFileSync(path, `${lines.join('\n')}\n`)
    const file = join(folder, `${name}.cells`)
    writeFileSync(file, await cellsOf(path))
    const stage = 'canary'
    expect(await verdict(stage, '--cells', file)).toEqual(await verdict(stage, '--risk-log', path))
    const [ofLog, ofCells] = await Promise.all(
      [
        ['--risk-log', path],
        ['--cells', file],
      ].map(async (source) => {
        const { stdout } = await runCommand(['analyze', '--json', ...source], { cwd: folder })
        const {
          metrics,
          epochs,
          stages,
          tokens,
          latency_histogram: latency,
          deadlines,
          sample_ratio: ratio,
          total_records: records,
        } = JSON.parse(stdout)
        return { metrics, epochs, stages, tokens, latency, deadlines, ratio, records }
      }),
    )
    expect(ofCells).toEqual(ofLog)
  })

  it('of hosts put one after the other, packed, are those of one log', async () => {
    const halves = [healthy.filter((_, i) => i % 2 === 0), healthy.filter((_, i) => i % 2 === 1)]
    const paths = halves.map((lines, i) => {
      const path = join(folder, `host-${i}.log`)
      writeFileSync(path, `${lines.join('\n')}\n`)
      return path
    })
    const file = join(folder, 'hosts.cells.gz')
    writeFileSync(file, gzipSync(await cellsOf(...paths)))
    const whole = join(folder, 'healthy.jsonl')
    writeFileSync(whole, `${healthy.join('\n')}\n`)
    expect(await verdict('canary', '--cells', file)).toEqual(
      await verdict('canary', '--risk-log', whole),
    )
  })

  it('carry the holes of their log, which withhold GO', async () => {
    const path = join(folder, 'hole.jsonl')
    writeFileSync(path, `${healthy.join('\n')}\n`)
    writeFileSync(`${path}.2`, '')
    const file = join(folder, 'hole.cells')
    writeFileSync(file, await cellsOf(path))
    const found = await verdict('canary', '--cells', file)
    expect(found).toEqual(await verdict('canary', '--risk-log', path))
    expect(JSON.stringify(found)).toMatch(/hole\.jsonl\.1 is missing/u)
  })

  it('that were cut off at the end of a line, or lost some within, say so, which withholds GO', async () => {
    const path = join(folder, 'whole.jsonl')
    writeFileSync(path, `${healthy.join('\n')}\n`)
    const lines = (await cellsOf(path)).trimEnd().split('\n')
    const file = join(folder, 'cut.cells')
    const judged = async (some: readonly string[]) => {
      writeFileSync(file, `${some.join('\n')}\n`)
      return JSON.stringify(await verdict('canary', '--cells', file))
    }
    expect(await judged(lines)).toContain('"verdict":"GO"')
    expect(await judged([...lines.slice(-1), ...lines.slice(0, -1)])).toContain('"verdict":"GO"')
    for (const [some, said] of [
      [lines.slice(0, -1), 'it may have been cut off'],
      [[...lines.slice(0, 400), ...lines.slice(401)], 'of 900 records: lines of it are gone'],
      [[...lines.slice(0, 400), ...lines], 'was cut off or is there twice'],
    ] as const) {
      const found = await judged(some)
      expect(found).toContain('"verdict":"INSUFFICIENT"')
      expect(found).toContain(said)
    }
  })

  it('of one log told twice are refused, in a file as on the command line', async () => {
    const path = join(folder, 'once.jsonl')
    writeFileSync(path, `${healthy.join('\n')}\n`)
    const cells = await cellsOf(path)
    const file = join(folder, 'twice.cells')
    writeFileSync(file, cells + cells)
    const found = await runCommand(['gate', '--stage', 'canary', '--cells', file], { cwd: folder })
    expect(found).toMatchObject({ exitCode: 1, stdout: '' })
    expect(found.stderr).toMatch(/lines 902 to 1802 say the same as lines 1 to 901/u)
    writeFileSync(`${path}.1`, `${healthy.join('\n')}\n`)
    for (const paths of [
      [path, path],
      // As a pattern of the shell names the parts of a log, which belong to it already.
      [path, `${path}.1`],
    ]) {
      const twice = await runCommand(['cells', '--risk-log', ...paths], { cwd: folder })
      expect(twice).toMatchObject({ exitCode: 2, stdout: '' })
      expect(twice.stderr).toMatch(/is read twice/u)
    }
  })

  it.each<[string, string, RegExp]>([
    ['something else', '{"a":1}\n', /:1 is no cell/u],
    ['nothing', '\n', /holds no cell/u],
  ])('that are %s are refused', async (_, text, said) => {
    const file = join(folder, 'other.cells')
    writeFileSync(file, text)
    const found = await runCommand(['gate', '--stage', 'canary', '--cells', file], { cwd: folder })
    expect(found).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringMatching(said) })
  })
})
