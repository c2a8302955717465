import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { resolver } from './published-types/declaration-files.ts'
import { isTypeDeclaration, unnamedTypes } from './published-types/unnamed-types.ts'
import type { Unnamed } from './published-types/unnamed-types.ts'

const root = fileURLToPath(new URL('../', import.meta.url))

type Manifest = {
  readonly name: string
  readonly private?: boolean
  readonly exports?: Readonly<Record<string, string | { readonly types?: string }>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))

const { workspaces }: { readonly workspaces: readonly string[] } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
)
const published = workspaces
  .map((path) => join(root, path))
  .map((folder) => ({ folder, manifest: manifestOf(folder) }))
  .filter(({ manifest }) => manifest.private !== true)

const doorsOf = (folder: string, { exports = {} }: Manifest): readonly string[] =>
  Object.values(exports).flatMap((door) =>
    typeof door === 'object' && door.types !== undefined ? [resolve(folder, door.types)] : [],
  )

/** One import between two files of types, as the compiler resolved it. */
type Import = { readonly from: string; readonly specifier: string; readonly to: string }
type Compiled = { readonly imports: readonly Import[]; readonly errors: readonly string[] }

/**
 * What a strict user's compiler reads behind these files, and what it complains about. In one thread, and rarely
 * tidied up after: several would each make sense of the same types, while other tests wait for the processor.
 */
function compile(files: readonly string[], more: readonly string[]): Compiled {
  const options = ['--noEmit', '--strict', '--explainFiles', '--ignoreConfig', '--pretty', 'false']
  const { stdout } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), ...options]
      .concat(['--module', 'nodenext', '--singleThreaded', ...more])
      .concat(files),
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, GOGC: '400' },
    },
  )
  const imports: Import[] = []
  const errors: string[] = []
  let to = ''
  for (const line of stdout.split('\n')) {
    const { specifier, from } =
      /^ +Imported via ["'](?<specifier>.+?)["'] from file '(?<from>.+?)'/.exec(line)?.groups ?? {}
    if (from !== undefined && specifier !== undefined) imports.push({ from, specifier, to })
    else if (/error TS\d+/.test(line)) errors.push(line)
    else if (!line.startsWith(' ')) to = line
  }
  return { imports, errors }
}

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

const isOutside = ({ specifier }: Import): boolean =>
  !specifier.startsWith('.') && !specifier.startsWith('node:')

/** Whether somebody else than the package's author wrote the types that were found. */
const isBorrowed = (found: Import): boolean =>
  isOutside(found) && /node_modules\/@types\/(?!node\/)/.test(found.to)

const installed = (path: string): string => packageOf(path.split('node_modules/').at(-1) ?? path)

const borrowedIn = ({ imports }: Compiled): readonly string[] => [
  ...new Set(
    imports
      .filter(isBorrowed)
      .filter(({ from }) => !from.includes('node_modules/@types/'))
      .map(({ from, specifier }) => `${installed(from)} -> ${specifier}`),
  ),
]

/** Two decisions of an application, each with its corridor. */
const corridors = ['refunds', 'comments'].map((name) =>
  join(root, `examples/your-process/src/${name}.ts`),
)
const compiled = compile(
  [...published.flatMap(({ folder, manifest }) => doorsOf(folder, manifest)), ...corridors],
  ['--types', 'node'],
)
/** The language's own types were checked above. */
const checked = '--skipDefaultLibCheck'

describe.each(published)('the types of $manifest.name', ({ folder, manifest }) => {
  it('lead only to packages that are installed with it', () => {
    const declared = { ...manifest.dependencies, ...manifest.peerDependencies }
    const own = `${relative(root, folder)}/dist/`
    const outside = compiled.imports.filter(({ from }) => from.startsWith(own)).filter(isOutside)
    const names = outside.map(({ specifier }) => packageOf(specifier))
    expect(names.filter((name) => !Object.hasOwn(declared, name))).toEqual([])
  })
})

const ourDoors = new Map(
  published.flatMap(({ folder, manifest: { name, exports = {} } }) =>
    Object.entries(exports).flatMap(([door, to]) =>
      typeof to === 'object' && to.types !== undefined
        ? [[join(name, door), resolve(folder, to.types)]]
        : [],
    ),
  ),
)
const resolveTo = resolver(ourDoors)
const inWords = ({ name, file, namedBy }: Unnamed): string =>
  `${name} of ${relative(root, file)}, mentioned by ${namedBy}`

describe('the types that an adopter comes across', () => {
  it('can each be imported from the package that declares it', () => {
    expect(unnamedTypes([...ourDoors.values()], resolveTo).map(inWords)).toEqual([])
  })

  it('can be imported from the library where it mentions them itself', () => {
    const own = join(root, 'packages/partial-trust/')
    const doors = [...ourDoors.values()].filter((file) => file.startsWith(own))
    expect(doors.length).toBeGreaterThan(3)
    const unnamed = unnamedTypes(
      doors,
      resolveTo,
      ({ file }, nodes) => file.startsWith(own) || !nodes.every(isTypeDeclaration),
    )
    expect(unnamed.map(inWords)).toEqual([])
  })

  it.each([
    {
      door: "import type { Hid } from './hid.js'\nexport declare function make(): Hid",
      of: 'make',
    },
    { door: "export type { Seen as Shown } from './hid.js'", of: 'Seen' },
    { door: "export type Held = { readonly one: import('./hid.js').Hid }", of: 'Held' },
    {
      door: "import type * as all from './hid.js'\nexport interface Kin extends all.Hid {}",
      of: 'Kin',
    },
  ])('is found where a door hides it: $of', ({ door, of }) => {
    const folder = mkdtempSync(join(tmpdir(), 'doors-'))
    try {
      writeFileSync(join(folder, 'door.d.ts'), door)
      writeFileSync(
        join(folder, 'hid.d.ts'),
        'type Own = 1\nexport interface Hid { own: Own }\nexport type Seen = readonly Hid[]',
      )
      const found = unnamedTypes([join(folder, 'door.d.ts')], resolver(new Map()))
      expect(found.map(({ name, namedBy }) => [name, namedBy])).toEqual([['Hid', of]])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('the types of all packages', () => {
  it('were read', () => {
    expect(compiled.imports.length).toBeGreaterThan(500)
  })

  it('compile for a strict user who checks libraries too, with the corridors of the story', () => {
    expect(compiled.errors).toEqual([])
  })

  it('lead to no package whose types come from somebody else', () => {
    expect(borrowedIn(compiled)).toEqual([])
  })
})

describe('the types of the library', () => {
  it('need none of Node beside them: a new project has none', () => {
    const door = join(root, 'packages/partial-trust/dist/index.d.ts')
    expect(compile([door], ['--types', '', checked]).errors).toEqual([])
  })

  it('are not those that fail a strict user of the AI SDK, and the docs name those that do', () => {
    const folder = mkdtempSync(join(root, 'packages/llm/dist/probe-'))
    try {
      writeFileSync(join(folder, 'user.ts'), userOfAiSdk)
      const found = compile([join(folder, 'user.ts')], ['--types', 'node', checked])
      const places = found.errors.map(
        (line) => /^(?<place>.+?\(\d+),/.exec(line)?.groups?.['place'],
      )
      expect(places).not.toEqual([])
      const page = readFileSync(join(root, 'docs/bring-your-model.md'), 'utf8')
      for (const place of places) expect(page).toContain(place?.replace('(', ':'))
      expect(borrowedIn(found).join()).not.toContain('partial-trust')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

const userOfAiSdk = `
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { languageModel } from 'partial-trust'
const provider = createOpenAICompatible({ name: 'local', baseURL: 'http://127.0.0.1:9/v1' })
export const asker = languageModel(provider('small'), { prompt: (note: string) => note })
`
