import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { PlanReading } from './plan.js'
import type { PlanText } from './plan-worker.js'

/** Milliseconds that reading a plan may take; one that a person wrote takes some ten, and a busy machine ten times that. */
export const longestReadingMs = 20_000

/** Enough for the longest plan; a text that needs more was made to. */
const resourceLimits = { maxOldGenerationSizeMb: 512 }

/**
 * Reads a plan on a thread of its own: Markdown can be written so that reading it takes hours, the
 * whole memory or the whole stack, and a thread can be ended.
 *
 * @throws the signal's reason once it is aborted.
 */
export async function readPlanApart(
  file: string,
  markdown: string,
  signal: AbortSignal,
  timeMs: number,
): Promise<PlanReading> {
  const worker = new Worker(built(new URL('./plan-worker.js', import.meta.url)), {
    workerData: { file, markdown } satisfies PlanText,
    resourceLimits,
    execArgv: [], // flags of whoever started us, such as --input-type, are not for this file
  })
  try {
    const late = AbortSignal.timeout(timeMs)
    const [reading]: PlanReading[] = await once(worker, 'message', {
      signal: AbortSignal.any([signal, late]),
    })
    return reading ?? unusable('it cannot be read')
  } catch (error) {
    signal.throwIfAborted()
    return unusable(whyNot(error, timeMs))
  } finally {
    void worker.terminate() // its reading is here, or nobody waits for it any more
  }
}

function unusable(text: string): PlanReading {
  return { kind: 'unusable', problems: [{ text, line: 1 }] }
}

function whyNot(error: unknown, timeMs: number): string {
  if (!(error instanceof Error)) return `the plan cannot be read: ${String(error)}`
  if (error.name === 'AbortError') {
    return `reading the plan takes longer than ${timeMs} ms: it is nested or marked up beyond reason`
  }
  if (error instanceof RangeError) return 'the plan is nested too deeply to be read'
  return `the plan cannot be read: ${error.message}`
}

/** Under a test runner this file is TypeScript, which a thread cannot load: its built twin then. */
function built({ href }: URL): URL {
  return new URL(href.replace(/\/src\/(?=plan\/[^/]+$)/u, '/dist/'))
}
