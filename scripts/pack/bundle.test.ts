import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { afterEach, describe, expect, it } from 'vitest'
import { bundle } from './bundle.ts'

const made: string[] = []
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A package of these source files, bundled into its `dist`. */
async function bundled(
  files: Readonly<Record<string, string>>,
  doors: readonly string[],
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'))
  made.push(folder)
  const exports = Object.fromEntries(
    doors.map((door) => [`./${door}`, { default: `./dist/${door}.js` }]),
  )
  const bin = { some: 'bin/some.js' }
  const all = { 'package.json': JSON.stringify({ type: 'module', exports, bin }), ...files }
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  await bundle(folder, join(folder, 'dist'))
  return folder
}

const program = { 'bin/some.js': `await import(new URL('../dist/main.js', import.meta.url))\n` }
/** Asks a thread of another file, and reads a file beside `dist`, both by the place of a module in a folder. */
const asking = `
import { readFileSync } from 'node:fs'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
const worker = new Worker(new URL('./thread.js', import.meta.url))
const [said] = await once(worker, 'message')
console.log(said, readFileSync(new URL('../../beside.txt', import.meta.url), 'utf8'))
`
const thread = `
import { parentPort } from 'node:worker_threads'
import { word } from '../word.js'
export const tasks: string = word
parentPort?.postMessage(word)
`

describe('what is packed', () => {
  it.each([
    { what: 'of nobody else’s', doors: [] },
    { what: 'that is a door as well', doors: ['room/thread'] },
  ])(
    'finds a thread’s file $what, and what lies beside it, from where it is bundled',
    async ({ doors }) => {
      const folder = await bundled(
        {
          ...program,
          'beside.txt': 'beside',
          'src/main.ts': `import './word.js'\nif (process.argv.length > 0) await import('./room/ask.js')\n`,
          'src/word.ts': `export const word = 'hello'\n`,
          'src/room/ask.ts': asking,
          'src/room/thread.ts': thread,
        },
        doors,
      )
      const said = execFileSync(process.execPath, [join(folder, 'bin/some.js')], {
        encoding: 'utf8',
      })
      expect(said).toBe('hello beside\n')
      expect(existsSync(join(folder, 'dist/room/ask.js'))).toBe(false)
    },
  )

  it('is refused where a module reads its own place in another way', async () => {
    const files = { ...program, 'src/main.ts': `import './room/own.js'\n` }
    const own = { 'src/room/own.ts': `export const here = import.meta.url\n` }
    await expect(bundled({ ...files, ...own }, [])).rejects.toThrow('room/own.ts reads import.meta')
  })

  it('is refused where a door in a folder finds files by its place', async () => {
    const files = { ...program, 'src/main.ts': `export {}\n` }
    const own = { 'src/room/index.ts': `console.log(new URL('../a.txt', import.meta.url))\n` }
    await expect(bundled({ ...files, ...own }, ['room/index'])).rejects.toThrow(
      'room/index.js reads import.meta',
    )
  })
})
