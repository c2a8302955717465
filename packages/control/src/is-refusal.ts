/**
 * Whether an answer over HTTP says that what was asked for is not done. A gateway's 502 or 504, a 503, a 408 or a
 * server's own fault say nothing of the kind: the request may have been carried out, or may be yet.
 */
export function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 499
}
