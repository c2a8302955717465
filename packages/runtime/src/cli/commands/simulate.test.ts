import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Simulation } from '../../simulation/index.js'
import { runCommand } from '../run-command.contract.js'

const folder = mkdtempSync(join(tmpdir(), 'simulate-'))
afterAll(() => rmSync(folder, { recursive: true }))

const sudden = ['simulate', '--runs', '8', '--scenario', 'sudden', '--to', '0.5', '--day', '4']

describe('partial-trust simulate', () => {
  it('answers with its assumptions and the figures, the same for the same seed', async () => {
    const first = await runCommand([...sudden, '--json'], { cwd: folder })
    const again = await runCommand([...sudden, '--json'], { cwd: folder })
    expect(first.exitCode).toBe(0)
    expect(again.stdout).toBe(first.stdout)
    const simulation: Simulation = JSON.parse(first.stdout)
    expect(simulation).toMatchObject({
      seed: 1,
      decisions_per_day: 20_000,
      metric: 'attempt_error',
      scenario: { kind: 'sudden', rate: 0.01, to: 0.5, day: 4 },
      stages: ['canary', 'expanded', 'target'],
      complete: true,
      summary: { runs: 8, stopped: 1, wrong_stop: 0 },
    })
    expect(simulation.summary.detection_days?.mean).toBeLessThan(0.5)
    const other = await runCommand([...sudden, '--json', '--seed', '2'], { cwd: folder })
    expect(other.stdout).not.toBe(first.stdout)
  })

  it('says how far it is on stderr and prints a table', async () => {
    const { stdout, stderr } = await runCommand(sudden, { cwd: folder })
    expect(stderr).toMatch(/simulated 8 of 8/)
    expect(stdout).toMatch(/sudden: attempt_error at 1 %, 50 % from day 4 on/)
    expect(stdout).toMatch(/stopped by NO_GO +100 %/)
    expect(stdout).toMatch(/wrong stop +0 % \(below 37\.5 %\)/)
  })

  it('writes a page that stands alone, with a table behind each picture', async () => {
    const page = join(folder, 'page.html')
    const { exitCode } = await runCommand([...sudden, '--html', page], { cwd: folder })
    expect(exitCode).toBe(0)
    const text = readFileSync(page, 'utf8')
    expect(text).not.toMatch(/<script|https?:\/\/|NaN|undefined/)
    expect(text.match(/<svg/g)).toHaveLength(2)
    expect(text.match(/<table/g)).toHaveLength(2)
  })

  it.each([
    ['--scenario', 'meteor'],
    ['--rate', '2'],
    ['--runs', '0'],
    ['--traffic', 'lots'],
    ['--metric', 'mood'],
  ])('refuses %s %s as wrong usage', async (option, value) => {
    const { exitCode, stderr } = await runCommand(['simulate', option, value], { cwd: folder })
    expect(exitCode).toBe(2)
    expect(stderr).toContain(option)
  })

  it('says when the page cannot be written', async () => {
    const missing = join(folder, 'no', 'such', 'page.html')
    const { exitCode, stderr } = await runCommand([...sudden, '--html', missing], { cwd: folder })
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/page cannot be written/)
  })
})
