import { globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** The projects with a source that is newer than what was built of them last, by their folders below `root`. */
export function staleProjects(root: string): readonly string[] {
  const { references }: { readonly references: readonly { readonly path: string }[] } = JSON.parse(
    readFileSync(join(root, 'tsconfig.json'), 'utf8'),
  )
  return references.map(({ path }) => path).filter((path) => isStale(join(root, path)))
}

function isStale(project: string): boolean {
  const builtMs =
    statSync(join(project, 'tsconfig.tsbuildinfo'), { throwIfNoEntry: false })?.mtimeMs ?? 0
  return globSync('src/**/*.ts', {
    cwd: project,
    exclude: ['**/*.test.ts', '**/*.contract.ts'],
  }).some((path) => statSync(join(project, path)).mtimeMs > builtMs)
}
