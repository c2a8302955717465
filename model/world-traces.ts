import { managed } from '../world/corridor.ts'
import { eventsOf, settingOf } from '../world/events.ts'
import { runWorld } from '../world/run-world.ts'
import type { Trace } from '../world/trace.ts'

export type Traced = {
  readonly name: string
  readonly trace: Trace
  readonly intent: string
  readonly leaseMs: number
}

/** Traces of simulated worlds whose store was never set back: of one history speaks the model. */
export async function worldTraces(many: number): Promise<readonly Traced[]> {
  const traces: Traced[] = []
  for (let seed = 1; traces.length < many; seed += 1) {
    const kinds = eventsOf(seed).map(({ kind }) => kind)
    if (kinds.includes('store set back') || kinds.includes('store away')) continue
    const { trace } = await runWorld(seed)
    const { leaseMs } = settingOf(seed)
    traces.push({ name: `world of seed ${seed}`, trace, intent: managed, leaseMs })
  }
  return traces
}
