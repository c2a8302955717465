import { posix } from 'node:path'

/** What was built: files by their path below the site, HTML with its text. */
export type Built = {
  readonly files: ReadonlySet<string>
  readonly pages: ReadonlyMap<string, string>
  /** Path that the site is served under, with a slash at both ends. */
  readonly base: string
}

/**
 * Links of pages that lead nowhere, anchors that no page has, and whatever a page would load from
 * another site, one sentence each.
 */
export function deadLinks({ files, pages, base }: Built): readonly string[] {
  const anchors = new Map([...pages].map(([path, html]) => [path, anchorsOf(html)]))
  return [...pages].flatMap(([path, html]) => {
    const found = referencesOf(html).flatMap(({ target, isLoaded }) => {
      const problem = problemOf(target, isLoaded, path)
      return problem === null ? [] : [`${path}: ${problem}: ${target}`]
    })
    return [...new Set(found)]
  })

  function problemOf(target: string, isLoaded: boolean, path: string): string | null {
    if (/^(?:data|mailto):/.test(target)) return null
    if (/^[a-z][a-z+.-]*:|^\/\//.test(target)) return isLoaded ? 'loads from elsewhere' : null
    const [file = '', anchor = ''] = target.split('#')
    const [address = ''] = file.split('?')
    const page = address === '' ? path : placeOf(address, path)
    if (page === null) return 'lies outside of the site'
    if (!files.has(page)) return 'leads nowhere'
    const known = anchors.get(page)
    return anchor === '' || known === undefined || known.has(decodeURIComponent(anchor))
      ? null
      : 'no such anchor'
  }

  /** The file that a server answers an address with; null outside of the site. */
  function placeOf(address: string, path: string): string | null {
    const whole = address.startsWith('/')
      ? address
      : posix.join(base, posix.dirname(path), decodeURI(address))
    if (!whole.startsWith(base)) return null
    const below = decodeURI(whole.slice(base.length))
    return below === '' || below.endsWith('/') ? `${below}index.html` : below
  }
}

type Reference = { readonly target: string; readonly isLoaded: boolean }

function referencesOf(html: string): readonly Reference[] {
  return tagsOf(html).flatMap(({ name, attributes }) => {
    const href = attributes.get('href')
    const src = attributes.get('src')
    const sources = (attributes.get('srcset') ?? '')
      .split(',')
      .flatMap((one) => one.trim().split(/\s+/)[0] || [])
    const isLink = name === 'a' || attributes.get('rel') === 'canonical'
    return [
      ...(href === undefined ? [] : [{ target: href, isLoaded: !isLink }]),
      ...[src ?? [], sources].flat().map((target) => ({ target, isLoaded: true })),
    ]
  })
}

function anchorsOf(html: string): ReadonlySet<string> {
  const ids = tagsOf(html).flatMap(({ attributes }) => attributes.get('id') ?? [])
  return new Set(['_top', ...ids])
}

type Tag = { readonly name: string; readonly attributes: ReadonlyMap<string, string> }

/** Opening tags of HTML that a program wrote: attributes are quoted, `<` in text is escaped. */
function tagsOf(html: string): readonly Tag[] {
  const shown = html.replaceAll(/<(script|style)\b([^>]*)>[\s\S]*?<\/\1>/g, '<$1$2>')
  return [...shown.matchAll(/<([a-z][a-z0-9-]*)\b((?:[^<>"']|"[^"]*"|'[^']*')*)>/gi)].map(
    ([, name = '', rest = '']) => {
      const attributes = rest.matchAll(/([a-z-]+)=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi)
      return {
        name: name.toLowerCase(),
        attributes: new Map(
          [...attributes].map(([, key = '', one, two, three]) => [
            key.toLowerCase(),
            (one ?? two ?? three ?? '').replaceAll('&amp;', '&').replaceAll('&#38;', '&'),
          ]),
        ),
      }
    },
  )
}
