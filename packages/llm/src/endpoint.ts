/** Where a provider library sends its calls: the query is kept apart, because a path goes before it. */
export type Endpoint = {
  readonly baseURL: string
  readonly queryParams: Readonly<Record<string, string>>
}

/**
 * Takes an endpoint apart, so that `…/v1?api-version=7` and `/chat/completions` compose as a person
 * would compose them. A password or fragment in the URL is left out.
 *
 * @param query Further parameters; they win over those of the URL.
 */
export function endpointOf(
  baseUrl: string,
  query: Readonly<Record<string, string>> = {},
): Endpoint {
  const url = new URL(baseUrl)
  return {
    baseURL: `${url.origin}${url.pathname.replace(/\/+$/, '')}`,
    queryParams: { ...Object.fromEntries(url.searchParams), ...query },
  }
}

/** An endpoint as a person may see it: no password, no query. */
export function shownEndpoint(baseUrl: string): string {
  const url = URL.parse(baseUrl)
  return url === null ? 'not a URL' : `${url.origin}${url.pathname}`
}
