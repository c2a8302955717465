import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { expect, it } from 'vitest'
import { installedProgram } from './installed-program.ts'
import { manifestIn, root } from './published.ts'

it('runs as installed, from a few files that two who ask at once find whole', async () => {
  const [program, again] = await Promise.all([installedProgram(), installedProgram()])
  expect(again).toBe(program)
  expect(program.startsWith(root)).toBe(false)
  const said = execFileSync(process.execPath, [program, '--version'], { encoding: 'utf8' })
  expect(said.trim()).toBe(String(Object(manifestIn(join(root, 'packages/cli'))).version))
  const ours = join(dirname(program), '../..')
  const modules = readdirSync(join(ours, 'control/dist')).filter((name) => name.endsWith('.js'))
  expect(modules.length).toBeLessThan(20)
})
