import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

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

/** Everything outside a package that the types of its front doors lead to. */
function importedBy(folder: string, { exports = {} }: Manifest): ReadonlySet<string> {
  const outside = new Set<string>()
  const seen = new Set<string>()
  const doors = Object.values(exports).flatMap((door) =>
    typeof door === 'object' && door.types !== undefined ? [resolve(folder, door.types)] : [],
  )
  const waiting = [...doors]
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue
    seen.add(file)
    const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'))
    for (const { fileName } of importedFiles) {
      if (!fileName.startsWith('.')) outside.add(fileName)
      else waiting.push(resolve(dirname(file), fileName.replace(/\.js$/, '.d.ts')))
    }
  }
  return outside
}

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

/** The file in which TypeScript finds the types of a package; undefined where it finds none. */
function typesOf(specifier: string, from: string): string | undefined {
  const { resolvedModule } = ts.resolveModuleName(
    specifier,
    join(from, 'any.ts'),
    { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
    ts.sys,
    undefined,
    undefined,
    ts.ModuleKind.ESNext,
  )
  const file = resolvedModule?.resolvedFileName
  return file !== undefined && /\.d\.[cm]?ts$/.test(file) ? file : undefined
}

/** Whether the types of a package come with it, and not from somebody who wrote them for it. */
function bringsTypes(specifier: string, from: string): boolean {
  return typesOf(specifier, from)?.includes('/node_modules/@types/') === false
}

/** What the front door of somebody else's types imports that brings no types. */
function untypedIn(name: string, from: string): readonly string[] {
  const file = typesOf(name, from)
  if (file === undefined) return [name]
  return ts
    .preProcessFile(readFileSync(file, 'utf8'))
    .importedFiles.map(({ fileName }) => fileName)
    .filter((specifier) => !specifier.startsWith('.') && !specifier.startsWith('node:'))
    .filter((specifier) => packageOf(specifier) !== packageOf(name))
    .filter((specifier) => !bringsTypes(specifier, dirname(file)))
    .map((specifier) => `${name} -> ${specifier}`)
}

describe.each(published)('the types of $manifest.name', ({ folder, manifest }) => {
  const declared = { ...manifest.dependencies, ...manifest.peerDependencies }
  const outside = [...importedBy(folder, manifest)].filter((name) => !name.startsWith('node:'))

  it('lead only to packages that are installed with it', () => {
    expect(outside.map(packageOf).filter((name) => !Object.hasOwn(declared, name))).toEqual([])
  })

  it('lead only to packages that bring types of their own', () => {
    expect(outside.filter((name) => !bringsTypes(name, folder))).toEqual([])
  })

  it('lead to no package whose types lead on to one without', () => {
    const untyped = outside
      .filter((name) => !name.startsWith('@partial-trust/') && name !== 'partial-trust')
      .flatMap((name) => untypedIn(name, folder))
    expect(untyped).toEqual([])
  })
})

describe('the check itself', () => {
  it('finds the package whose types kept strict users from compiling', () => {
    expect(untypedIn('@ai-sdk/provider', join(root, 'packages/llm'))).toEqual([
      '@ai-sdk/provider -> json-schema',
    ])
  })
})
