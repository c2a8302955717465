// `node scripts/install-beside.ts FOLDER`: installs what the lockfile in a folder names, unless it is
// there. So that what only a benchmark or one tool needs is installed by whoever runs it, and a
// newcomer's `npm ci` stays small.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import process from 'node:process'

const [given] = process.argv.slice(2)
if (given === undefined || !existsSync(join(given, 'package-lock.json'))) {
  console.error('install-beside: give a folder with a package-lock.json')
  process.exit(2)
}
const folder = resolve(given)
const digest = createHash('sha256')
  .update(readFileSync(join(folder, 'package-lock.json')))
  .digest('hex')
const installed = join(folder, 'node_modules/.installed')
if (!existsSync(installed) || readFileSync(installed, 'utf8') !== digest) {
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  writeFileSync(installed, digest)
}
