import { isNode, nameIn, nodesIn, readDeclarationFile } from './declaration-files.ts'
import type { DeclarationFile, Node, Place, Resolve } from './declaration-files.ts'

/** A type that a public one names, which nobody outside can. */
export type Unnamed = { readonly name: string; readonly file: string; readonly namedBy: string }

const keyOf = ({ file, name }: Place): string => `${file}#${name}`

/**
 * Finds every type that is reached from what is exported and that no door exports: nobody outside can
 * write a variable, parameter or return of such a type.
 *
 * @param doors The files of types that can be imported.
 * @param answersFor Whether the doors must also export what this declaration mentions. Default: each one's.
 */
export function unnamedTypes(
  doors: readonly string[],
  resolveTo: Resolve,
  answersFor: (place: Place, nodes: readonly Node[]) => boolean = () => true,
): readonly Unnamed[] {
  const files = new Map<string, DeclarationFile>()
  const read = (file: string): DeclarationFile => {
    const known = files.get(file) ?? readDeclarationFile(file, resolveTo)
    files.set(file, known)
    return known
  }

  /** Where a name that a file knows is declared; null for what is not ours, or no module's. */
  function declaredAt(file: string, name: string): Place | null {
    const { declared, imported } = read(file)
    if (declared.has(name)) return { file, name }
    const from = imported.get(name)
    return from === undefined ? null : exportedBy(from.file, from.name)
  }

  function exportedBy(file: string, name: string): Place | null {
    const { exported, stars } = read(file)
    const place = exported.get(name)
    if (place !== undefined) {
      return place.file === file ? declaredAt(file, place.name) : exportedBy(place.file, place.name)
    }
    for (const star of stars) {
      const found = exportedBy(star, name)
      if (found !== null) return found
    }
    return null
  }

  function namesOf(door: string): readonly string[] {
    const { exported, stars } = read(door)
    return [...exported.keys(), ...stars.flatMap(namesOf)]
  }

  const exportedPlaces = doors.flatMap((door) =>
    namesOf(door).flatMap((name) => exportedBy(door, name) ?? []),
  )
  const nameable = new Set(exportedPlaces.map(keyOf))
  const seen = new Set<string>()
  const unnamed: Unnamed[] = []

  function visit(place: Place): void {
    if (seen.has(keyOf(place))) return
    seen.add(keyOf(place))
    const nodes = read(place.file).declared.get(place.name) ?? []
    if (!answersFor(place, nodes)) return
    for (const node of nodes) {
      for (const { name, of } of mentionsIn(node)) {
        const to = of === null ? declaredAt(place.file, name) : exportedBy(fileOf(place, of), name)
        if (to === null || seen.has(keyOf(to))) continue
        if (!nameable.has(keyOf(to)) && !isShorthand(to)) {
          unnamed.push({ ...to, namedBy: place.name })
        }
        visit(to)
      }
    }
  }

  /** The file behind a specifier, or behind the name of a whole module. */
  function fileOf({ file }: Place, of: string): string {
    const { imported } = read(file)
    return imported.get(of)?.file ?? resolveTo(file, of) ?? file
  }

  /** An alias that its own file keeps to itself: it says shorter what anybody could write out. */
  function isShorthand({ file, name }: Place): boolean {
    const { declared, exported } = read(file)
    const isAlias = declared.get(name)?.every(({ type }) => type === 'TSTypeAliasDeclaration')
    return isAlias === true && !exported.has(name)
  }

  for (const place of exportedPlaces) visit(place)
  return unnamed
}

/** Whether a declaration makes a type alone, and nothing to call or to hold. */
export function isTypeDeclaration({ type }: Node): boolean {
  return type === 'TSTypeAliasDeclaration' || type === 'TSInterfaceDeclaration'
}

/** A type that is mentioned by its name; `of`: the module that has it, by its name here or as `import('…')`. */
type Mention = { readonly name: string; readonly of: string | null }

function mentionsIn(node: Node): readonly Mention[] {
  const below = Object.values(node).flatMap((value) => nodesIn(value).flatMap(mentionsIn))
  return [...mentionOf(node), ...below]
}

function mentionOf(node: Node): readonly Mention[] {
  const { type, typeName, expression, qualifier, source } = node
  if (type === 'TSImportType') return [{ name: nameIn(qualifier), of: nameIn(source) }]
  const target =
    type === 'TSTypeReference'
      ? typeName
      : type === 'TSInterfaceHeritage' || type === 'TSClassImplements'
        ? expression
        : null
  if (!isNode(target)) return []
  const { left, object = left, right, property = right } = target
  return isNode(object)
    ? [{ name: nameIn(property), of: nameIn(object) }]
    : [{ name: nameIn(target), of: null }]
}
