import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessibilityProblems } from '../accessibility.contract.js'
import { describeInBrowser, launchBrowser } from '../browser.contract.js'
import type { Simulation } from '@partial-trust/analysis/simulation'
import { runCommand } from '../run-command.contract.js'

const folder = mkdtempSync(join(tmpdir(), 'simulate-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Height of the smallest words in a picture, px as drawn, ascent and descent included. */
const smallestText =
  'Math.min(...[...document.querySelectorAll("svg text")].map((text) => text.getBoundingClientRect().height))'

const longPlan = `version: 1
stages:
  - name: a-stage-with-a-name-that-is-as-long-as-any-plan-may-give-to-one
    rate: 0.1
    min_days: 1
    max_days: 5
    min_sampled: 50
    go: [{ metric: attempt_error, below: 0.05, of: sampled }]
    no_go: [{ metric: attempt_error, above: 0.1, of: sampled }]
`

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

  it('says what its figures mean, in its help and on its page', async () => {
    const { stdout } = await runCommand(['simulate', '--help'], { cwd: folder })
    const page = join(folder, 'words.html')
    await runCommand([...sudden, '--runs', '1', '--html', page], { cwd: folder })
    for (const text of [stdout, readFileSync(page, 'utf8')]) {
      expect(text).toContain('Wrong stop: a NO_GO although')
    }
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
    const { exitCode, stderr } = await runCommand([...sudden, '--html', folder], { cwd: folder })
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/the page .* cannot be written/u)
  })
})

describeInBrowser('the page of simulate in Chromium', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser?.close())

  it('is accessible and can be read on a phone, with long names', async () => {
    const plan = join(folder, 'long.yaml')
    writeFileSync(plan, longPlan)
    const file = join(folder, 'phone.html')
    await runCommand(['simulate', '--runs', '3', '--plan', plan, '--html', file], { cwd: folder })
    for (const width of [375, 768, 1200]) {
      const tab = await browser.newPage({ bypassCSP: true, viewport: { width, height: 800 } })
      await tab.goto(pathToFileURL(file).href)
      expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(width)
      expect(await tab.evaluate(smallestText)).toBeGreaterThanOrEqual(9.5)
      expect(await accessibilityProblems(tab)).toEqual([])
    }
  })
})
