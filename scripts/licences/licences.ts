import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type Licensed = { readonly name: string; readonly version: string; readonly licence: string }

/** Licences under which what we ship may be passed on without asking anybody. */
export const allowed: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Unlicense',
])

type Locked = {
  readonly version?: string
  readonly license?: string
  readonly dev?: boolean
  readonly link?: boolean
  readonly optional?: boolean
}

/** Every package of the lockfile that is installed with ours, ours left out. */
export function licences(root: string): readonly Licensed[] {
  const { packages }: { readonly packages: Readonly<Record<string, Locked>> } = JSON.parse(
    readFileSync(join(root, 'package-lock.json'), 'utf8'),
  )
  return Object.entries(packages).flatMap(([path, { version = '', license, dev, link }]) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    if (!path.includes('node_modules/') || dev === true || link === true) return []
    return [{ name, version, licence: license ?? licenceIn(join(root, path)) }]
  })
}

/** Whether one of the licences offered is allowed: `(MIT OR GPL-3.0)` may be taken as MIT. */
export function isAllowed(licence: string): boolean {
  if (/ AND /.test(licence)) return false
  return licence
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((one) => allowed.has(one))
}

/** Older packages say it in another way, or in a file alone. */
function licenceIn(folder: string): string {
  const manifest = join(folder, 'package.json')
  if (!existsSync(manifest)) return 'unknown'
  const { license }: { license?: unknown } = JSON.parse(readFileSync(manifest, 'utf8'))
  return typeof license === 'string' ? license : 'unknown'
}
