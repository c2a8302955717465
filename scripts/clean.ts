// Removes what the build makes: `tsc -b` never deletes, so a removed source would stay in `dist`.
import { globSync, rmSync } from 'node:fs'
import process from 'node:process'

const root = new URL('../', import.meta.url)
process.chdir(root.pathname)
for (const path of globSync(['packages/*', 'examples/*'])) {
  for (const made of ['dist', 'tsconfig.tsbuildinfo']) {
    rmSync(`${path}/${made}`, { recursive: true, force: true })
  }
}
