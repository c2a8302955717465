import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path/posix'
import { rolldown } from 'rolldown'
import type { Plugin } from 'rolldown'
import { manifestIn } from './published.ts'

/**
 * Writes the modules behind a package's doors and programs as few files, with source maps that carry their
 * sources. Loading two hundred small files costs a process more than running them. Other packages stay outside.
 *
 * @throws {Error} where a module knows another file by its place in a way that bundling would change.
 */
export async function bundle(folder: string, into: string): Promise<void> {
  const entries = entriesOf(folder)
  const build = await rolldown({
    input: entries,
    external: /^[^./]/,
    platform: 'node',
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
    plugins: [places(join(folder, 'src'), new Set(Object.values(entries)))],
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

/** The source file of every door and of what a program loads, by the name of what is built from it. */
export function entriesOf(folder: string): Readonly<Record<string, string>> {
  const { exports = {}, bin = {} } = manifestIn(folder)
  const doors = Object.values(exports).flatMap((door) =>
    typeof door === 'object' && door.default !== undefined ? [door.default] : [],
  )
  const loaded = Object.values(bin).flatMap((program) =>
    [...readFileSync(join(folder, program), 'utf8').matchAll(/'\.\.\/(dist\/[\w/-]+\.js)'/gu)].map(
      ([, file = '']) => `./${file}`,
    ),
  )
  return Object.fromEntries(
    [...doors, ...loaded].map((file) => {
      const name = file.replace(/^\.\/dist\//, '').replace(/\.js$/, '')
      return [name, join(folder, 'src', `${name}.ts`)]
    }),
  )
}

const byPlace = /new URL\('(?<to>\.\.?\/[^']+)', import\.meta\.url\)/gu
const byName = /import\.meta\.resolve\('[^.]|createRequire\(import\.meta\.url\)\('[^.]/gu

/**
 * Files that a module knows by its own place are named as they lie seen from `dist`, where bundled code ends
 * up; a module among them, such as a thread's, is built as a file of its own.
 */
function places(src: string, entries: ReadonlySet<string>): Plugin {
  return {
    name: 'places',
    transform(code, id) {
      if (!id.startsWith(src) || !code.includes('import.meta')) return null
      const here = dirname(id)
      if (
        here !== src &&
        code.replaceAll(byPlace, '').replaceAll(byName, '').includes('import.meta')
      )
        throw new Error(
          `${relative(src, id)} reads import.meta: what it finds by that would be elsewhere`,
        )
      const placed = code.replaceAll(byPlace, (_whole, to: string) => {
        const file = join(here, to)
        const source = file.replace(/\.js$/, '.ts')
        if (source !== file && existsSync(source) && !entries.has(source)) {
          this.emitFile({ type: 'chunk', id: source, fileName: relative(src, file) })
        }
        const seen = relative(src, file)
        return `new URL('${seen.startsWith('.') ? seen : `./${seen}`}', import.meta.url)`
      })
      // No line moves, so the map of the lines stays.
      return placed === code ? null : { code: placed, map: null }
    },
    generateBundle(_options, built) {
      for (const { fileName, ...file } of Object.values(built)) {
        if (fileName.includes('/') && 'code' in file && file.code.includes('import.meta')) {
          throw new Error(`${fileName} reads import.meta: only what lies in dist itself may`)
        }
      }
    },
  }
}
