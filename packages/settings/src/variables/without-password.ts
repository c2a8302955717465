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
 * nothing is left. `password=…`, as drivers write it, goes too.
 */
export function withoutPassword(text: string): string {
  return text
    .replace(/\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]+/gi, shownUrl)
    .replace(/\b((?:ssl)?password|pwd)=(?!\*{3})[^\s&]+/gi, `$1=${masked}`)
}

function shownUrl(text: string): string {
  const url = URL.parse(text)
  if (url === null) return masked
  if (url.password === '' && url.username === '' && url.search === '' && url.hash === '') {
    return text
  }
  if (url.password !== '') url.password = masked
  else if (url.username !== '' && /^https?:$/.test(url.protocol)) url.username = masked
  for (const name of new Set(url.searchParams.keys())) {
    if (!harmless.has(name)) url.searchParams.set(name, masked)
  }
  url.hash = ''
  return url.href
}
