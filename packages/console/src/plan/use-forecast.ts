import { useEffect, useState } from 'react'
import type { Forecast, Supposition } from './forecast.js'

/** Time for a slider to come to rest, in ms. */
const restMs = 200

/**
 * The forecast of a supposition as it grows; null until there is one, `failed` where the part that works it out does
 * not arrive, as after a deployment. What was asked before is given up.
 */
export function useForecast(supposed: Supposition, runs: number): Forecast | 'failed' | null {
  const [forecast, setForecast] = useState<Forecast | 'failed' | null>(null)
  const asked = JSON.stringify(supposed)
  useEffect(() => {
    let worker: Worker | null = null
    const timer = setTimeout(() => {
      worker = new Worker(new URL('./forecast.worker.ts', import.meta.url), { type: 'module' })
      worker.addEventListener('message', ({ data }: MessageEvent<Forecast>) => setForecast(data))
      worker.addEventListener('error', () => setForecast('failed'))
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no other origin
      worker.postMessage({ supposed: JSON.parse(asked), runs })
    }, restMs)
    return () => {
      clearTimeout(timer)
      worker?.terminate()
    }
  }, [asked, runs])
  return forecast
}
