import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { loadPlan } from './load-plan.js'

describe('a plan that lies in the folder', () => {
  it.each<[string, (path: string) => void, string]>([
    ['a link to where nothing is now', (path) => symlinkSync('/nowhere/plan.yaml', path), 'ENOENT'],
    ['a link to itself', (path) => symlinkSync(path, path), 'ELOOP'],
    ['a folder', (path) => mkdirSync(path), 'it is a folder'],
    ['a device', (path) => symlinkSync('/dev/zero', path), 'neither a file nor a pipe'],
    ['a pipe', (path) => void execFileSync('mkfifo', [path]), 'a pipe that did not end'],
  ])('is never replaced by the built-in one: %s', (_, make, why) => {
    const folder = mkdtempSync(join(tmpdir(), 'plan-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const path = join(folder, 'partial-trust.plan.yaml')
    make(path)
    expect(() => loadPlan(folder)).toThrow(`the plan ${path} cannot be read: `)
    expect(() => loadPlan(folder)).toThrow(why)
  })
})
