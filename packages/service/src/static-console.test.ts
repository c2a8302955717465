import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompressSync } from 'node:zlib'
import { fastify } from 'fastify'
import { afterEach, describe, expect, it } from 'vitest'
import { noRoute } from './no-route.js'
import { staticConsole } from './static-console.js'

const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

const script = 'export const page = 1\n'

async function served(): Promise<{ root: string; url: string }> {
  const root = mkdtempSync(join(tmpdir(), 'page-'))
  closing.push(() => rmSync(root, { recursive: true }))
  mkdirSync(join(root, 'assets'))
  writeFileSync(join(root, 'index.html'), '<!doctype html>')
  writeFileSync(join(root, 'assets/page-1.js'), script)
  writeFileSync(join(root, 'assets/page-1.js.br'), brotliCompressSync(script))
  const server = fastify({ routerOptions: { ignoreTrailingSlash: true } })
  closing.push(() => server.close())
  noRoute(server)
  staticConsole(server, root)
  return { root, url: await server.listen({ port: 0, host: '127.0.0.1' }) }
}

/** In a process of its own: another test of this one may have loaded it. */
const asking = `
  import { createRequire } from 'node:module'
  import { fastify } from 'fastify'
  import { staticConsole } from ${JSON.stringify(new URL('../dist/static-console.js', import.meta.url).href)}
  const { cache } = createRequire(import.meta.url)
  const isLoaded = () => Object.keys(cache).some((path) => path.includes('/@fastify/static/'))
  const server = fastify()
  staticConsole(server, process.argv[1])
  const url = await server.listen({ port: 0, host: '127.0.0.1' })
  const before = isLoaded()
  const asked = await Promise.all([url, url, url + '/assets/page-1.js'].map((one) => fetch(one)))
  const statuses = asked.map(({ status }) => status)
  process.stdout.write(JSON.stringify({ before, statuses, after: isLoaded() }))
  await server.close()
`

describe('the console’s files', () => {
  it('cost nothing until somebody asks for one', async () => {
    const { root } = await served()
    const argv = ['--input-type=module', '--eval', asking, root]
    const cwd = fileURLToPath(new URL('.', import.meta.url))
    const { stdout } = await promisify(execFile)(process.execPath, argv, { cwd })
    expect(JSON.parse(stdout)).toEqual({ before: false, statuses: [200, 200, 200], after: true })
  })

  it('are given whole and packed, with what a browser may do with them', async () => {
    const { url } = await served()
    const page = await fetch(url)
    expect(await page.text()).toBe('<!doctype html>')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
    expect(page.headers.get('cache-control')).toBe('no-cache')
    const file = await fetch(`${url}/assets/page-1.js`, { headers: { 'accept-encoding': 'br' } })
    expect(file.headers.get('content-encoding')).toBe('br')
    expect(file.headers.get('cache-control')).toContain('immutable')
    expect(await file.text()).toBe(script)
  })

  it.each([
    { method: 'HEAD', path: '/', status: 200 },
    { method: 'GET', path: '/index.html', status: 200 },
    { method: 'GET', path: '/assets/other.js', status: 404 },
    { method: 'GET', path: '/assets/../assets/page-1.js', status: 200 },
    { method: 'GET', path: '/%2e%2e/package.json', status: 404 },
    { method: 'POST', path: '/', status: 405 },
  ])('answer $method $path with $status', async ({ method, path, status }) => {
    const { url } = await served()
    expect((await fetch(`${url}${path}`, { method })).status).toBe(status)
  })

  it('are said to be missing where the page is not built', async () => {
    const server = fastify()
    closing.push(() => server.close())
    staticConsole(server, tmpdir())
    expect((await server.inject('/')).json()).toMatchObject({ title: 'The console is not built' })
  })
})
