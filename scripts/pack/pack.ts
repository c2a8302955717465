import { execFileSync } from 'node:child_process'
import { published, root } from './published.ts'

export type Packed = {
  readonly name: string
  readonly filename: string
  readonly files: readonly { readonly path: string }[]
}

/** Packs packages as they would be published, into a folder. Default: all of them. */
export function pack(into: string, names?: ReadonlySet<string>): readonly Packed[] {
  const wanted = published().filter(({ manifest }) => names?.has(manifest.name) ?? true)
  const folders = wanted.flatMap(({ folder }) => ['-w', folder])
  const said = execFileSync(
    'npm',
    ['pack', '--json', '--no-foreground-scripts', '--pack-destination', into, ...folders],
    { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const packed: readonly Packed[] = JSON.parse(said)
  return packed
}
