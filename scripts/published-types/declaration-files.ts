import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parseAst } from 'rolldown/parseAst'

/** Any node of a syntax tree, as far as it matters here. */
export type Node = { readonly type: string; readonly [key: string]: unknown }

/** Where something is declared: a file of types and the name it has there. */
export type Place = { readonly file: string; readonly name: string }

/** One file of types: what it declares, and where the other names that it knows come from. */
export type DeclarationFile = {
  readonly declared: ReadonlyMap<string, readonly Node[]>
  /** Local name -> where from; the name `*` is the whole module. */
  readonly imported: ReadonlyMap<string, Place>
  /** Exported name -> where it is: in this file, or in another by another name. */
  readonly exported: ReadonlyMap<string, Place>
  /** Files all of whose exports this one has too. */
  readonly stars: readonly string[]
}

/** The file of types behind an import; null for packages that are not ours. */
export type Resolve = (from: string, specifier: string) => string | null

/** The files that a package's own files, and doors of our other packages, lead to. */
export function resolver(doors: ReadonlyMap<string, string>): Resolve {
  return (from, specifier) => {
    if (!specifier.startsWith('.')) return doors.get(specifier) ?? null
    const file = resolve(dirname(from), specifier.replace(/\.js$/u, '.d.ts'))
    return existsSync(file) ? file : null
  }
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value
}

/** The nodes in a field of another one. */
export function nodesIn(value: unknown): readonly Node[] {
  return [value].flat().filter(isNode)
}

/** The name that an identifier or a literal key has. */
export function nameIn(value: unknown): string {
  if (!isNode(value)) return ''
  const { name, value: literal } = value
  return typeof name === 'string' ? name : typeof literal === 'string' ? literal : ''
}

export function readDeclarationFile(file: string, resolveTo: Resolve): DeclarationFile {
  const declared = new Map<string, Node[]>()
  const imported = new Map<string, Place>()
  const exported = new Map<string, Place>()
  const stars: string[] = []
  const { body }: { readonly body: readonly unknown[] } = parseAst(readFileSync(file, 'utf8'), {
    lang: 'dts',
  })

  const declare = (node: Node): readonly string[] => {
    const names = nodesIn(node['declarations'] ?? node).map(({ id }) => nameIn(id))
    for (const name of names) declared.set(name, [...(declared.get(name) ?? []), node])
    return names
  }
  const sourceOf = (node: Node): string | null => resolveTo(file, nameIn(node['source']))

  for (const node of nodesIn(body)) {
    if (node.type === 'ImportDeclaration') {
      const from = sourceOf(node)
      for (const one of nodesIn(node['specifiers'])) {
        const whole = one.type === 'ImportNamespaceSpecifier'
        const name = whole ? '*' : nameIn(one['imported'])
        if (from !== null) imported.set(nameIn(one['local']), { file: from, name })
      }
    } else if (node.type === 'ExportAllDeclaration') {
      const from = sourceOf(node)
      if (from !== null && node['exported'] == null) stars.push(from)
    } else if (node.type === 'ExportNamedDeclaration') {
      const { declaration, source } = node
      if (isNode(declaration)) {
        for (const name of declare(declaration)) exported.set(name, { file, name })
      }
      const from = source == null ? file : sourceOf(node)
      for (const one of nodesIn(node['specifiers'])) {
        if (from === null) continue
        exported.set(nameIn(one['exported']), { file: from, name: nameIn(one['local']) })
      }
    } else declare(node)
  }
  return { declared, imported, exported, stars }
}
