import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export type Manifest = {
  readonly name: string
  readonly private?: boolean
  readonly exports?: Readonly<Record<string, string | { readonly default?: string }>>
  readonly bin?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
}

export const root: string = fileURLToPath(new URL('../../', import.meta.url))

export function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
}

export type Published = { readonly folder: string; readonly manifest: Manifest }

/** Every package of the workspace that gets published. */
export function published(): readonly Published[] {
  const { workspaces }: { readonly workspaces: readonly string[] } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  )
  return workspaces
    .map((path) => ({ folder: join(root, path), manifest: manifestIn(join(root, path)) }))
    .filter(({ manifest }) => manifest.private !== true)
}

/** Names of our own packages that one of them needs, itself included. */
export function closureOf(name: string): ReadonlySet<string> {
  const manifests = new Map(published().map(({ manifest }) => [manifest.name, manifest]))
  const seen = new Set<string>()
  const visit = (one: string): void => {
    const manifest = manifests.get(one)
    if (manifest === undefined || seen.has(one)) return
    seen.add(one)
    for (const next of Object.keys(manifest.dependencies ?? {})) visit(next)
  }
  visit(name)
  return seen
}
