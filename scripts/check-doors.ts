// A room (a folder with an `index.ts`) is entered from other rooms through that index alone; the package's
// own front door may put together what stands inside. Exits 1 and names every way around a door.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import process from 'node:process'

const root = new URL('../', import.meta.url).pathname
process.chdir(root)

const sources = globSync('packages/*/src/**/*.{ts,tsx}').filter(
  (path) => !/\.(test|contract)\.ts$|\/src\/[a-z-]+\.ts$/.test(path),
)

/** The room that an import enters by another way than its door; null where it enters none. */
function passedBy(from: string, specifier: string): string | null {
  const target = resolve(dirname(from), specifier)
  if (target.endsWith('/index.js')) return null
  const inside = `${resolve(dirname(from))}/`
  for (let room = dirname(target); !inside.startsWith(`${room}/`); room = dirname(room)) {
    if (existsSync(join(room, 'index.ts'))) return relative(root, room)
  }
  return null
}

const ways = sources.flatMap((from) =>
  [...readFileSync(from, 'utf8').matchAll(/ from '(?<specifier>\.[^']+)'/g)].flatMap((found) => {
    const specifier = found.groups?.['specifier'] ?? ''
    const room = passedBy(from, specifier)
    return room === null ? [] : [`${from}: '${specifier}' passes by the door of ${room}`]
  }),
)

if (sources.length === 0) throw new Error('no source was found under packages/')
for (const way of ways) console.error(way)
if (ways.length > 0) {
  console.error('Import from the index.ts of that folder; export it there if others need it.')
  process.exitCode = 1
}
