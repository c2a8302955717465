const masked = '***'

/** Query parameters that may be shown. Any other may hold a secret, under whatever name. */
const harmless: ReadonlySet<string> = new Set([
  'api-version',
  'application_name',
  'connect_timeout',
  'dbname',
  'host',
  'port',
  'region',
  'sslmode',
  'target_session_attrs',
  'user',
])

/**
 * Text with the secrets taken out of every URL in it: passwords, names that stand for one
 * (`https://TOKEN@host`), and all query values but the harmless ones. Of a URL that cannot be read
 * nothing is left. What somebody meant to be a URL (`postgres:ada:hush@h`) loses what stands before
 * its `@`, `password=…`, as drivers write it, goes too, and so does what looks like an issued key.
 */
export function withoutPassword(text: string): string {
  return text
    .replace(urls, shownUrl)
    .replace(halfUrls, `${masked}@`)
    .replace(fileQueries, (_, path: string, query: string) => path + shownQuery(query))
    .replace(/\b((?:ssl)?password|pwd)=(?!\*{3})[^\s&]+/gi, `$1=${masked}`)
    .replace(issuedKeys, masked)
}

const urls = /\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]+/gi
/** `user:password@` with no slashes, or too few, before it. */
const halfUrls = /(?<![^\s"'<>(])(?![a-z][a-z0-9+.-]*:\/\/)[^\s"'<>@]*:[^\s"'<>@]+@(?=[^\s"'<>])/gi
/** A file with a query behind it, as some drivers take a key. */
const fileQueries = /\b((?:sqlite|file):[^\s"'<>?]*)\?([^\s"'<>]+)/gi
/** Begun as our own tokens or the keys of well-known issuers begin: in the wrong place they are secrets still. */
const issuedKeys =
  /\b(?:pt_(?:viewer|operator)_|whsec_|sk[-_]|gh[a-z]_|github_pat_|glpat-|hf_|xox[a-z]-|AKIA|AIza|eyJ[\w-]{8,}\.)[\w.+/=-]{8,}/g

function shownUrl(text: string): string {
  const url = URL.parse(text)
  if (url === null) return masked
  if (url.password === '' && url.username === '' && url.search === '' && url.hash === '') {
    return text
  }
  if (url.password !== '') url.password = masked
  else if (url.username !== '' && /^https?:$/.test(url.protocol)) url.username = masked
  maskValues(url.searchParams)
  url.hash = ''
  return url.href
}

function shownQuery(text: string): string {
  const query = new URLSearchParams(text)
  maskValues(query)
  return `?${query.toString()}`
}

function maskValues(query: URLSearchParams): void {
  for (const name of new Set(query.keys())) {
    if (!harmless.has(name)) query.set(name, masked)
  }
}
