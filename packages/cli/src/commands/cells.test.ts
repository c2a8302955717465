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
