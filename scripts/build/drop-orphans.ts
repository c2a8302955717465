import { existsSync, globSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'

/** `tsc -b` never deletes: what it made of a source that is gone would be found by this checkout and by no fresh clone. */
export function dropOrphans(root: string): readonly string[] {
  const { references = [] } = configOf(root)
  return references.flatMap(({ path }) => {
    const project = join(root, path)
    const { rootDir, outDir } = configOf(project).compilerOptions ?? {}
    if (rootDir === undefined || outDir === undefined) {
      throw new Error(`${path}/tsconfig.json must say rootDir and outDir`)
    }
    const orphans = globSync('**/*.{js,d.ts}{,.map}', { cwd: join(project, outDir) })
      .filter((made) => !hasSource(join(project, rootDir, made)))
      .map((made) => join(project, outDir, made))
    for (const orphan of orphans) rmSync(orphan)
    // It says that they are there: should their source come back as it was, nothing would be built.
    if (orphans.length > 0) rmSync(join(project, 'tsconfig.tsbuildinfo'), { force: true })
    return orphans.map((orphan) => relative(root, orphan))
  })
}

function hasSource(made: string): boolean {
  const source = made.replace(/(?:\.js|\.d\.ts)(?:\.map)?$/u, '')
  return existsSync(`${source}.ts`) || existsSync(`${source}.tsx`)
}

type Config = {
  readonly references?: readonly { readonly path: string }[]
  readonly compilerOptions?: { readonly rootDir?: string; readonly outDir?: string }
}

function configOf(project: string): Config {
  return JSON.parse(readFileSync(join(project, 'tsconfig.json'), 'utf8'))
}
