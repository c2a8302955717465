/** How far the service's clock is ahead of this browser's, in ms; its answers say so. */
let aheadMs = 0

/** Takes what the service's clock showed a moment ago. */
export function setServerClock(at: string): void {
  const serverMs = Date.parse(at)
  if (!Number.isNaN(serverMs)) aheadMs = serverMs - Date.now()
}

/** Now, by the service's clock, in ms since 1970: what every age on the page is measured with. */
export function serverNow(): number {
  return Date.now() + aheadMs
}

/** How wrong this browser's clock is, seen from the service, in ms: above 0 it is behind. */
export function clockErrorMs(): number {
  return aheadMs
}
