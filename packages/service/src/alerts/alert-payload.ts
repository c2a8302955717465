import type { CommandProblem } from '@partial-trust/engine'
import { z } from 'zod'

/** What is read of Alertmanager's webhook payload, version 4; whatever else it holds is let be. */
const payload = z.object({
  version: z.literal('4'),
  alerts: z
    .array(
      z.object({
        status: z.enum(['firing', 'resolved']),
        labels: z.record(z.string(), z.string()),
        startsAt: z.iso.datetime({ offset: true }),
        fingerprint: z.string().regex(/^[0-9a-f]{1,64}$/),
      }),
    )
    .max(1000),
})

export type Alert = z.infer<typeof payload>['alerts'][number]

export type ReadAlerts =
  | { readonly kind: 'alerts'; readonly alerts: readonly Alert[] }
  | { readonly kind: 'invalid'; readonly problem: CommandProblem }

/** Reads a body; where it is not right otherwise, without repeating anything of it. */
export function readAlerts(body: Buffer): ReadAlerts {
  const read = payload.safeParse(parseJson(body))
  if (read.success) return { kind: 'alerts', alerts: read.data.alerts }
  const path = read.error.issues[0]?.path ?? []
  return {
    kind: 'invalid',
    problem: {
      pointer: path.map((part) => `/${String(part)}`).join(''),
      message: 'is not what Alertmanager’s webhook, version 4, sends',
    },
  }
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined
  }
}
