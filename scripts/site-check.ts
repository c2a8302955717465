// `npm run site:check [-- --base /docs/]`: fails where a link or an anchor of the built site leads
// nowhere, or where a page would load something from elsewhere.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { deadLinks } from './site/dead-links.ts'
import { markdownLinks } from './site/markdown-links.ts'
import { folders } from './site/site-folder.ts'

const { values } = parseArgs({ options: { base: { type: 'string', default: '/' } } })
const base = `/${values.base}/`.replaceAll(/\/+/g, '/')
const files = new Set(globSync('**/*.*', { cwd: folders.built }))
const read = (path: string): string => readFileSync(join(folders.built, path), 'utf8')
const pages = new Map([...files].filter(isPage).map((path) => [path, read(path)]))
const needed = ['index.html', '404.html', 'llms.txt', 'llms-full.txt', 'pagefind/pagefind.js']
const problems = [
  ...needed.filter((path) => !existsSync(join(folders.built, path))).map((path) => `no ${path}`),
  ...deadLinks({ files, pages, base }),
  ...markdownLinks(read('llms.txt'), files, base),
]
for (const problem of problems) process.stderr.write(`site/dist/${problem}\n`)
process.stdout.write(`site: ${pages.size} pages, ${problems.length} problems\n`)
process.exitCode = problems.length > 0 || pages.size === 0 ? 1 : 0

function isPage(path: string): boolean {
  return path.endsWith('.html') && !path.startsWith('pagefind/')
}
