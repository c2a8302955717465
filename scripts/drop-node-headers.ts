// The package `node` brings the whole distribution; of it only the program is used here. Its headers, for
// building native addons, are a seventh of what `npm ci` puts on the disk, so they go.
import { globSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './pack/published.ts'

for (const distribution of globSync('node_modules/node/node_modules/node-*', { cwd: root })) {
  for (const unused of ['include', 'share']) {
    rmSync(join(root, distribution, unused), { recursive: true, force: true })
  }
}
