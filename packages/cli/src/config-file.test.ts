import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runCommand } from './run-command.contract.js'

const folder = mkdtempSync(join(tmpdir(), 'config-file-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('a configuration file', () => {
  it.each([
    ['named.mjs', 'export const config = {}\n', /named\.mjs: it has no default export; write/],
    ['list.mjs', 'export default { corridors: {} }\n', /list\.mjs: .* corridors must be a list/],
    [
      'raw.mjs',
      'export default { corridors: [{}] }\n',
      /raw\.mjs: .* corridors\[0\] is no corridor/,
    ],
  ])('that cannot be used is refused with place and remedy: %s', async (name, text, message) => {
    writeFileSync(join(folder, name), text)
    const words = ['plan', 'show', '--corridor', 'x', '--config', name]
    const { stderr, exitCode } = await runCommand(words, { cwd: folder })
    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(message)])
  })
})
