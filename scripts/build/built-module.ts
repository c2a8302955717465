import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/**
 * What `tsc -b` made of the source that a file imports, or null where there is nothing built of it: tests and
 * what only tests use are not. Node runs what is built as it is, and once for a package's own tests and for those of the others.
 *
 * @param specifier As it stands in the import.
 * @param importer The absolute path of the file with the import.
 */
export function builtModule(specifier: string, importer: string): string | null {
  if (!specifier.startsWith('.')) return null
  const { folder, name } = source.exec(resolve(dirname(importer), specifier))?.groups ?? {}
  if (folder === undefined || name === undefined || onlyForTests.test(name)) return null
  const built = `${folder}/dist/${name}.js`
  return existsSync(built) ? built : null
}

const source = /^(?<folder>.*\/(?:packages|examples)\/[^/]+)\/src\/(?<name>.+)\.[jt]s$/u
const onlyForTests = /\.(?:test|contract)$/u
