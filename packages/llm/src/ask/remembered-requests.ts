import type { CandidateRequest } from '@partial-trust/core'

/** Requests that stand for something their text cannot hold, such as the command itself. */
export type RememberedRequests<Meant> = {
  remember(request: CandidateRequest, meant: Meant): CandidateRequest
  /** @throws {TypeError} for a request that was not made here. */
  recall(request: CandidateRequest): { readonly meant: Meant }
}

/** Remembers for as long as the request lives, and no longer. */
export function rememberedRequests<Meant>(): RememberedRequests<Meant> {
  const known = new WeakMap<CandidateRequest, { readonly meant: Meant }>()
  return {
    remember(request, meant) {
      known.set(request, { meant })
      return request
    },
    recall(request) {
      const found = known.get(request)
      if (found === undefined) throw new TypeError('this request was made for another source')
      return found
    },
  }
}
