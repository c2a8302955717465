import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import process from 'node:process'
import type { Serving } from './serve-year.ts'

export type OpenPages = { close(): Promise<number> }

/**
 * Asks for every page again and again, as often as the console does, from a process of its own: what reading an answer
 * takes a browser is no wait of a decision, and where the decisions are timed it would look like one.
 */
export function openPages({ port, viewerToken }: Serving, paths: readonly string[]): OpenPages {
  const reader = fork(fileURLToPath(import.meta.url), [String(port), viewerToken, ...paths])
  const told = new Promise<number>((resolve, reject) => {
    reader.once('message', (shown) => resolve(Number(shown)))
    reader.once('exit', (code) => reject(new Error(`whoever looks at pages ended with ${code}`)))
  })
  told.catch(() => undefined)
  return {
    close() {
      reader.send('close')
      return told
    },
  }
}

/** How long one page took, in ms. */
export async function page(
  { port, viewerToken }: Pick<Serving, 'port' | 'viewerToken'>,
  path: string,
): Promise<number> {
  const began = performance.now()
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    headers: { authorization: `Bearer ${viewerToken}` },
  })
  await answer.arrayBuffer()
  if (!answer.ok) throw new Error(`${path} was answered ${answer.status}`)
  return performance.now() - began
}

async function read(): Promise<void> {
  const [port, viewerToken = '', ...paths] = process.argv.slice(2)
  const closing = new AbortController()
  process.once('message', () => closing.abort())
  let shown = 0
  await Promise.all(
    paths.map(async (path) => {
      while (!closing.signal.aborted) {
        const tookMs = await page({ port: Number(port), viewerToken }, path)
        shown++
        await new Promise((next) => setTimeout(next, Math.max(0, 2000 - tookMs)))
      }
    }),
  )
  process.send?.(shown, () => process.disconnect())
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await read()
