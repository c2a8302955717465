import type { Page } from 'playwright-core'

/** Bytes that came over the wire, as the browser counts them, heads included. */
export type Wire = { bytes(): number }

export async function watchWire(page: Page): Promise<Wire> {
  let sum = 0
  const session = await page.context().newCDPSession(page)
  session.on('Network.dataReceived', ({ encodedDataLength }) => {
    sum += encodedDataLength
  })
  // What streams, as the events do, never finishes: its data are counted as they come.
  session.on('Network.responseReceived', ({ response }) => {
    sum += response.encodedDataLength
  })
  await session.send('Network.enable')
  return { bytes: () => sum }
}

/**
 * From a key or a click to the picture that answers it, as the browser itself measures it (Event Timing), in
 * ms; in steps of 8. The longest event of what was done counts.
 */
export async function interaction(page: Page, act: () => Promise<void>): Promise<number> {
  await page.evaluate(
    `globalThis.seen = [];
     globalThis.watcher?.disconnect();
     globalThis.watcher = new PerformanceObserver((list) => seen.push(...list.getEntries().map(({ duration }) => duration)));
     watcher.observe({ type: 'event', durationThreshold: 16 })`,
  )
  await act()
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done, 100)))')
  // Quicker than the threshold is not told at all.
  return Number(await page.evaluate('Math.max(8, ...seen)'))
}

/** Processor time that the page's own thread has taken so far, in ms: what other programs do does not count. */
export async function watchProcessor(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN)
  }
}
