import { z } from 'zod'
import { json } from './route.js'
import type { Routes } from './route.js'

/** How the simulated LLM behaves: shares from 0 to 1, ms. */
export type FaultSchedule = {
  readonly latency_ms: number
  readonly error_rate: number
  readonly hang_rate: number
  readonly bad_json_rate: number
  readonly wrong_rate: number
}

export type FaultsView = {
  readonly schedule: FaultSchedule
  readonly stats: { readonly requests: number; readonly answered: number; readonly open: number }
}

/** Served by the demo alone. */
export const demoRows = {
  faults: {
    method: 'GET',
    path: '/v1/demo/faults',
    caller: 'viewer',
    summary: 'How the simulated LLM behaves',
    answers: { 200: json<FaultsView>('As it is now') },
  },
  changeFaults: {
    method: 'POST',
    path: '/v1/demo/faults',
    caller: 'operator',
    summary: 'Break the simulated LLM, or heal it',
    body: z.record(z.string(), z.unknown()),
    answers: { 200: json<FaultsView>('As it is now') },
    problems: {
      400: { title: 'These faults cannot be simulated', detail: 'The simulator says why.' },
    },
  },
} as const satisfies Routes
