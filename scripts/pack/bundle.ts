import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { manifestIn } from './published.ts'

/**
 * Writes the modules behind a package's doors as few files, with source maps that carry their sources.
 * Loading two hundred small files costs a process more than running them. Other packages stay outside.
 *
 * @throws {Error} where a module knows another file by its place, which bundling would change.
 */
export async function bundle(folder: string, into: string): Promise<void> {
  const build = await rolldown({
    input: doorsOf(folder),
    external: /^[^./]/,
    platform: 'node',
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
    plugins: [{ name: 'places', transform: (code, id) => checkPlace(folder, code, id) }],
  })
  await build.write({
    dir: into,
    format: 'esm',
    sourcemap: true,
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
  })
  await build.close()
}

/** The source file of every door, by the name of what is built from it. */
function doorsOf(folder: string): Record<string, string> {
  const built = Object.values(manifestIn(folder).exports ?? {}).flatMap((door) =>
    typeof door === 'object' && door.default !== undefined ? [door.default] : [],
  )
  return Object.fromEntries(
    built.map((file) => {
      const name = file.replace(/^\.\/dist\//, '').replace(/\.js$/, '')
      return [name, join(folder, 'src', `${name}.ts`)]
    }),
  )
}

/** Files beside `dist` are found from the first level of it only, where all bundled code ends up. */
function checkPlace(folder: string, code: string, id: string): null {
  const path = id.slice(join(folder, 'src/').length)
  if (code.includes('import.meta') && path.includes('/')) {
    throw new Error(`${path} reads import.meta: a bundled module that does must lie in src itself`)
  }
  return null
}
