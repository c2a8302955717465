// Before the tests, which run what is built: `npx vitest run` alone must try what was written last.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { staleProjects } from './build/stale-projects.ts'

const root = fileURLToPath(new URL('../', import.meta.url))

export default function buildStale(): void {
  const stale = staleProjects(root)
  if (stale.length === 0) return
  process.stderr.write(`building what has changed: ${stale.join(', ')}\n`)
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const { status } = spawnSync(process.execPath, [compiler, '-b'], { cwd: root, stdio: 'inherit' })
  // As before a test that is tried while other code does not compile yet.
  if (status !== 0)
    process.stderr.write('the build has errors: what it made is tried all the same\n')
}
