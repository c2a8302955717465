import { execFileSync } from 'node:child_process'
import { globSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join, posix } from 'node:path'
import process from 'node:process'
import { isElsewhere, withLinks } from '../links.ts'
import { pageOf } from '../page.ts'
import type { Page, Section } from '../page.ts'
import { folders, root, site } from '../site-folder.ts'

/** Packages that people import, in the order of the sidebar. */
const documented: readonly { readonly folder: string; readonly name: string }[] = [
  { folder: 'packages/partial-trust', name: 'partial-trust' },
  { folder: 'packages/core', name: '@partial-trust/core' },
  { folder: 'packages/control', name: '@partial-trust/control' },
  { folder: 'packages/testing', name: '@partial-trust/testing' },
]

/** What TypeDoc reads in the sources: for every package its README, its doors, and a page for each name. */
export function apiSection(): Section {
  return { title: 'TypeScript API', collapsed: true, entries: documented.map(packageSection) }
}

type Package = (typeof documented)[number]

function packageSection({ folder, name }: Package): Section {
  const slug = `reference/api/${folder.slice('packages/'.length)}`
  const readme = readFileSync(join(root, folder, 'README.md'), 'utf8')
  const overview = pageOf(readme, { slug, source: `${folder}/README.md`, label: 'About' })
  const doors = doorsOf(folder)
  const out = run(folder, name, doors)
  const pages = globSync('**/*.md', { cwd: out })
    .toSorted()
    .map((file) => apiPage({ out, file, slug, folder, name, isSingle: doors.length === 1 }))
  const indexes = pages.filter(({ label }) => label !== '')
  const rest = pages.filter(({ label }) => label === '')
  return {
    title: name,
    collapsed: true,
    entries: [overview, ...indexes, { title: hidden, entries: rest }],
  }
}

/** Title of a group of pages that the sidebar leaves out: they are found from their door and by search. */
export const hidden = ''

/** Sources of a package's front doors. */
function doorsOf(folder: string): readonly string[] {
  const { exports }: { readonly exports: Readonly<Record<string, { readonly default?: string }>> } =
    JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
  return Object.values(exports).flatMap(({ default: built }) =>
    built === undefined || built.includes('worker')
      ? []
      : [built.replace('./dist/', 'src/').replace(/\.js$/, '.ts')],
  )
}

function run(folder: string, name: string, doors: readonly string[]): string {
  const out = join(folders.generated, 'api', folder)
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  // The compiler proper has checked the sources; the one TypeDoc brings reads them only.
  const options = {
    plugin: join(site, 'node_modules/typedoc-plugin-markdown/dist/index.js'),
    tsconfig: 'tsconfig.json',
    name,
    readme: 'none',
    out,
    skipErrorChecking: 'true',
    disableSources: 'true',
    'validation.notExported': 'false',
    'validation.invalidLink': 'false',
    hidePageHeader: 'true',
    hideBreadcrumbs: 'true',
    logLevel: 'Error',
    parametersFormat: 'table',
    typeDeclarationFormat: 'table',
  }
  const words = Object.entries(options).flatMap(([key, value]) => [`--${key}`, value])
  const entries = doors.flatMap((door) => ['--entryPoints', door])
  const typedoc = join(site, 'node_modules/typedoc/bin/typedoc')
  execFileSync(process.execPath, [typedoc, ...words, ...entries], {
    cwd: join(root, folder),
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return out
}

type Found = {
  readonly out: string
  readonly file: string
  readonly slug: string
  readonly folder: string
  readonly name: string
  readonly isSingle: boolean
}

/** One of TypeDoc's pages; what it links to becomes a path from the site's root. */
function apiPage({ out, file, slug, folder, name, isSingle }: Found): Page {
  const slugOf = (path: string): string => {
    const words = path.replace(/(?:^|\/)(?:README|index)\.md$/, '').replace(/\.md$/, '')
    // A slug that ends in `index` would be its folder's.
    const below = words.toLowerCase().replace(/^index(?=\/|$)/, 'main')
    return `${slug}/${below === '' ? 'all' : below}`
  }
  const markdown = withLinks(readFileSync(join(out, file), 'utf8'), (target) => {
    if (isElsewhere(target)) return target
    const [path = '', anchor] = target.split('#')
    const other = posix.normalize(posix.join(posix.dirname(file), path))
    return `/${slugOf(other)}/${anchor === undefined ? '' : `#${anchor}`}`
  })
  const page = pageOf(markdown, {
    slug: slugOf(file),
    source: `${folder}/src/index.ts`,
    bulky: true,
  })
  const door = file.replace(/(?:^|\/)(?:README|index)\.md$/, '')
  if (door.endsWith('.md')) return { ...page, label: '' }
  if (door === '') {
    return { ...page, title: `All of ${name}`, label: isSingle ? 'All names' : 'All doors' }
  }
  return { ...page, title: `${name}${door === 'index' ? '' : `/${door}`}`, label: door }
}
