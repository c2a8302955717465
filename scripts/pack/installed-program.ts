import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { keptInRun } from '../kept-in-run.ts'
import { bundle, entriesOf } from './bundle.ts'
import { closureOf, published, root } from './published.ts'

const cli = '@partial-trust/cli'
const file = 'bin/partial-trust.js'

/**
 * The program as whoever installs it has it, bundled, for tests that start processes of it: one loads some dozen
 * files instead of six hundred.
 *
 * @returns Its file; outside a run of the tests the workspace's own.
 */
export async function installedProgram(): Promise<string> {
  const kept = await keptInRun('installed', install)
  return kept === null
    ? join(root, 'packages/cli', file)
    : join(kept, 'ours/node_modules', cli, file)
}

async function install(draft: string, kept: string): Promise<void> {
  const needed = closureOf(cli)
  for (const { folder, manifest } of published()) {
    // The console's page has no doors, and is found where it was built.
    if (!needed.has(manifest.name) || Object.keys(entriesOf(folder)).length === 0) continue
    await lay(folder, join(draft, 'ours/node_modules', manifest.name))
  }
  // Above ours, so that packages of others are found where npm put them.
  symlinkSync(join(root, 'node_modules'), join(draft, 'node_modules'))
  keepCompiledIn(join(draft, 'ours/node_modules', cli, file), join(kept, 'cache'))
}

/** One package: its modules bundled, and whatever lies beside them in its place. */
async function lay(folder: string, into: string): Promise<void> {
  mkdirSync(into, { recursive: true })
  await bundle(folder, join(into, 'dist'))
  for (const name of readdirSync(folder)) {
    // Node asks for a program's real place, so a link to it would lead back to the workspace.
    if (name === 'bin') cpSync(join(folder, name), join(into, name), { recursive: true })
    else if (name !== 'dist') symlinkSync(join(folder, name), join(into, name))
  }
}

/** Not in the home of whoever runs the tests: nobody starts these files again. */
function keepCompiledIn(program: string, cache: string): void {
  const text = readFileSync(program, 'utf8')
  const own = `process.env['XDG_CACHE_HOME'] = ${JSON.stringify(cache)}`
  writeFileSync(program, text.replace('\n', `\n${own}\n`))
}
