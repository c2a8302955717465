import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'

/**
 * Puts built modules, with what they use of others and nothing else, into one file: of a test that starts many
 * processes, reading two hundred small files in each would be most of the work.
 *
 * @param into A folder of the caller's own.
 * @returns The address of a module with the exports of all.
 */
export async function oneFile(modules: readonly URL[], into: string): Promise<string> {
  const entry = 'one-file'
  const text = modules.map((url) => `export * from ${JSON.stringify(fileURLToPath(url))}`)
  const build = await rolldown({
    input: { [entry]: entry },
    platform: 'node',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? id : null),
        load: (id) => (id === entry ? text.join('\n') : null),
      },
    ],
  })
  await build.write({ dir: into, format: 'esm', entryFileNames: '[name].mjs' })
  await build.close()
  return pathToFileURL(join(into, `${entry}.mjs`)).href
}
