import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { installedProgram } from '../../../../scripts/pack/installed-program.ts'
import { runCommand } from '../run-command.contract.js'

type Vector = {
  s: number
  n: number
  p0: number
  alpha: number
  log_e_below: string
  upper_1s: string | null
}
const golden: { vectors: Vector[] } = JSON.parse(
  readFileSync(new URL('../../../../data/gates/golden.json', import.meta.url), 'utf8'),
)
const second: { no_go: { s: number; n: number; p0: string; log_e_above: string }[] } = JSON.parse(
  readFileSync(new URL('../../../../data/gates/golden-second.json', import.meta.url), 'utf8'),
)

const bin = await installedProgram()

describe('partial-trust evidence', () => {
  it('answers every golden vector in order', async () => {
    const questions = golden.vectors.flatMap(({ s, n, p0, alpha }) =>
      (['above', 'below'] as const).map((direction) => ({ s, n, p0, alpha, direction })),
    )
    const { stdout, exitCode } = await runCommand(['evidence'], {
      stdin: questions.map((question) => `${JSON.stringify(question)}\n`).join(''),
    })
    expect(exitCode).toBe(0)
    const answers = lines(stdout)
    expect(answers).toHaveLength(questions.length)
    for (const [index, vector] of golden.vectors.entries()) {
      const [above, below] = [answers[2 * index], answers[2 * index + 1]]
      expect(Object.keys(above ?? {})).toEqual(['log_e', 'lower', 'upper'])
      for (const [got, want] of [
        [below?.['log_e'], vector.log_e_below],
        [above?.['upper'], vector.upper_1s],
      ] as const) {
        if (want === null) continue
        const error = Math.abs(Number(got) - Number(want))
        expect(error).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(Number(want))))
      }
    }
  })

  it('answers every golden vector of evidence above a threshold', async () => {
    const { no_go: vectors } = second
    const { stdout } = await runCommand(['evidence'], {
      stdin: vectors
        .map(({ s, n, p0 }) =>
          JSON.stringify({ s, n, p0: Number(p0), alpha: 0.01, direction: 'above' }),
        )
        .join('\n'),
    })
    const answers = lines(stdout)
    expect(answers).toHaveLength(vectors.length)
    for (const [index, { log_e_above: want }] of vectors.entries()) {
      const error = Math.abs(Number(answers[index]?.['log_e']) - Number(want))
      expect(error).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(Number(want))))
    }
  })

  it('names a bad line, answers the rest and exits 1', async () => {
    const good = '{"s":0,"n":0,"p0":0.05,"alpha":0.01,"direction":"above"}'
    const { stdout, exitCode } = await runCommand(['evidence'], {
      stdin: [
        good,
        'nonsense',
        '{"s":3,"n":2,"p0":0.05,"alpha":0.01,"direction":"above"}',
        '{"s":1,"n":2,"p0":1,"alpha":0.01,"direction":"above"}',
        '{"s":1,"n":2,"p0":0.5,"alpha":0,"direction":"above"}',
        '{"s":1,"n":2,"p0":0.5,"alpha":0.1,"direction":"sideways"}',
        '[1]',
        '',
        good,
      ].join('\r\n'),
    })
    expect(exitCode).toBe(1)
    const answers = lines(stdout)
    expect(answers.map((answer) => answer['line'])).toEqual([
      undefined,
      2,
      3,
      4,
      5,
      6,
      7,
      undefined,
    ])
    expect(answers[0]).toEqual({ log_e: 0, lower: 0, upper: 1 })
    expect(answers[7]).toEqual({ log_e: 0, lower: 0, upper: 1 })
    expect(answers[3]?.['error']).toMatch(/p0 must lie between 0 and 1/)
  })

  it('reads past a byte order mark and says which field is missing or cannot be computed with', async () => {
    const { stdout, exitCode } = await runCommand(['evidence'], {
      stdin: [
        '\uFEFF{"s":0,"n":0,"p0":0.05,"alpha":0.01,"direction":"above"}',
        '{"s":1,"n":2,"p0":0.5,"direction":"above"}',
        '{"s":1,"n":2,"p0":5e-324,"alpha":0.1,"direction":"above"}',
      ].join('\n'),
    })
    expect(exitCode).toBe(1)
    expect(lines(stdout)).toEqual([
      { log_e: 0, lower: 0, upper: 1 },
      { error: 'alpha is missing', line: 2 },
      { error: 'p0 = 5e-324 is too close to 0 to be computed with', line: 3 },
    ])
  })

  it('stops without a complaint when nobody reads on', async () => {
    const line = '{"s":0,"n":0,"p0":0.05,"alpha":0.01,"direction":"above"}\n'
    const child = spawn(process.execPath, [bin, 'evidence'])
    let stderr = ''
    child.stderr.on('data', (text) => (stderr += String(text)))
    child.stdin.on('error', () => {}) // the command went away first: that is the point
    child.stdin.end(line.repeat(50_000))
    child.stdout.once('data', () => child.stdout.destroy())
    const [code] = await once(child, 'close')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })

  it('says nothing to no input', async () => {
    expect(await runCommand(['evidence'], { stdin: '' })).toMatchObject({ stdout: '', exitCode: 0 })
  })
})

function lines(text: string): Record<string, unknown>[] {
  return text
    .trim()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line))
}
