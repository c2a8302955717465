import { existsSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { sendProblem } from './problem.js'

/**
 * Serves the console's built files at `/`: static and public, for they hold no data. What reads them is
 * loaded by the first request for one: no decision waits for it, and who never looks at the page holds none of it.
 *
 * @param root Folder of the built page.
 */
export function staticConsole(server: FastifyInstance, root: string): void {
  if (!existsSync(join(root, 'index.html'))) {
    server.get('/', (_request, reply) =>
      sendProblem(reply, {
        status: 404,
        title: 'The console is not built',
        detail: 'Run npm run build; everything else works without it.',
      }),
    )
    return
  }
  let opened: Promise<FastifyInstance> | undefined
  const open = (): Promise<FastifyInstance> =>
    (opened ??= import('./console-files.js')
      .then(({ consoleFiles }) => consoleFiles(root))
      .catch((error: unknown) => {
        opened = undefined
        throw error
      }))
  server.addHook('onClose', async () => {
    const files = await opened?.catch(() => undefined)
    await files?.close()
  })
  for (const path of pathsIn(root)) {
    server.get(path, async (request, reply) => {
      const files = await open()
      reply.hijack()
      files.routing(request.raw, reply.raw)
      return reply
    })
  }
}

/** The page, and every file of it but the packed twins, which are given to whoever reads them in place of the file. */
function pathsIn(root: string): readonly string[] {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(?:br|gz)$/u.test(entry.name))
    .map(({ parentPath, name }) => relative(root, join(parentPath, name)).split(sep).join('/'))
  return ['/', ...files.map((file) => `/${file}`)]
}
