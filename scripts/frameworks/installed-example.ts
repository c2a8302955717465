import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import type { Packed } from '../pack/pack.ts'
import { root } from '../pack/published.ts'

export const examples: string = join(root, 'examples/frameworks')

type Lockfile = {
  packages: Record<string, { resolved?: string; integrity?: string; version?: string }> & {
    '': { dependencies: Record<string, string> }
  }
}

/**
 * Installs an example in a folder of its own, from its lockfile and the packed library, and builds it.
 *
 * The lockfile names the library's packages by version, as it would from a registry, and the files they
 * are installed from; their digests, which change with every build, are not in it.
 */
export function installedExample(name: string, packed: readonly Packed[], into: string): string {
  const folder = copyOf(name, packed, into)
  npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], folder)
  npm(['run', 'build'], folder)
  return folder
}

/** Resolves an example's dependencies anew and writes its lockfile. */
export function relock(name: string, packed: readonly Packed[], into: string): void {
  const folder = copyOf(name, packed, into)
  const manifest = join(folder, 'package.json')
  const asWritten = readFileSync(manifest, 'utf8')
  const { dependencies, ...rest }: { readonly dependencies: Record<string, string> } =
    JSON.parse(asWritten)
  const files = Object.fromEntries(packed.map((one) => [one.name, `file:packed/${one.filename}`]))
  writeFileSync(manifest, JSON.stringify({ ...rest, dependencies: { ...dependencies, ...files } }))
  rmSync(join(folder, 'package-lock.json'), { force: true })
  npm(['install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'], folder)
  const lockfile: Lockfile = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'))
  lockfile.packages[''].dependencies = dependencies
  for (const { name: ours } of packed) delete lockfile.packages[`node_modules/${ours}`]?.integrity
  writeFileSync(join(examples, name, 'package-lock.json'), `${JSON.stringify(lockfile, null, 2)}\n`)
}

function copyOf(name: string, packed: readonly Packed[], into: string): string {
  const folder = join(into, name)
  mkdirSync(join(folder, 'packed'), { recursive: true })
  for (const entry of readdirSync(join(examples, name))) {
    if (['node_modules', 'dist', '.next'].includes(entry)) continue
    cpSync(join(examples, name, entry), join(folder, entry), { recursive: true })
  }
  for (const { filename } of packed) cpSync(join(into, filename), join(folder, 'packed', filename))
  return folder
}

function npm(args: readonly string[], cwd: string): void {
  execFileSync('npm', args, {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
  })
}
