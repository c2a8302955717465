import { timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'

/** Header in which the console's page repeats what only it was told. */
export const proofHeader = 'x-partial-trust-proof'

/**
 * Whether a cookie may speak for this request. A browser sends it along whoever made the page, so
 * whatever can change something must come from our own page. SameSite=Strict is the first fence.
 * The second takes the browser's word for it (`Sec-Fetch-Site`), which no proxy in between rewrites.
 * Where the browser says nothing, as it does on a page without TLS, the page's origin must be the
 * host that was asked, or the page must know what the service told it at sign-in.
 *
 * @param proof What the session's page was told; null where the session is not known.
 */
export function speaksForPerson(request: FastifyRequest, proof: string | null): boolean {
  const { headers, method } = request
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  if (site === 'same-origin') return true
  const told = headers[proofHeader]
  if (typeof told === 'string' && proof !== null && isEqual(told, proof)) return true
  const { origin } = headers
  if (origin === undefined) return method === 'GET' || method === 'HEAD'
  return URL.parse(origin)?.host === headers.host
}

function isEqual(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)]
  return left.length === right.length && timingSafeEqual(left, right)
}
