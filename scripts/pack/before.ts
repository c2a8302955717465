// `npm pack` and `npm publish` run this in a package before they look at its files. Packed is what the
// workspace built and tested, its modules bundled. `after.ts` puts the build back.
import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import process from 'node:process'
import { bundle, entriesOf } from './bundle.ts'
import { packedPages } from './packed-page.ts'
import { root } from './published.ts'

const folder = process.cwd()
const at = (path: string): string => join(folder, path)

// Left behind where packing was interrupted: the build below makes what is missing then.
if (existsSync(at('.README.md'))) renameSync(at('.README.md'), at('README.md'))
for (const path of ['.unbundled', '.bundled']) rmSync(at(path), { recursive: true, force: true })
if (existsSync(at('tsconfig.json'))) {
  execFileSync(join(root, 'node_modules/.bin/tsc'), ['-b', folder], { stdio: 'inherit' })
}
copyFileSync(join(root, 'LICENSE'), at('LICENSE'))

// What others read of it; `after.ts` puts the README back.
const pages = packedPages(relative(root, folder), (path) => readFileSync(join(root, path), 'utf8'))
renameSync(at('README.md'), at('.README.md'))
rmSync(at('docs'), { recursive: true, force: true })
mkdirSync(at('docs'))
for (const { path, text } of pages) writeFileSync(at(path), text)

// The console's page has no doors: its own builder has bundled it.
if (Object.keys(entriesOf(folder)).length > 0) {
  cpSync(at('dist'), at('.bundled'), {
    recursive: true,
    filter: (path) => !/\.js$|\.map$/.test(path),
  })
  await bundle(folder, at('.bundled'))
  // Without its state the compiler writes every file anew, should nobody put the build back.
  renameSync(at('tsconfig.tsbuildinfo'), at('dist/tsconfig.tsbuildinfo'))
  renameSync(at('dist'), at('.unbundled'))
  renameSync(at('.bundled'), at('dist'))
}
