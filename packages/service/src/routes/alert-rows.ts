import type { AlertOutcome } from '../alerts/close-by-alerts.js'
import { bodyNotRight } from '../problem-texts.js'
import { json } from './route.js'
import type { Routes } from './route.js'

/** What other systems have to say about a corridor. */
export const alertRows = {
  alerts: {
    method: 'POST',
    path: '/v1/alerts',
    caller: 'signer',
    summary: 'Close what alerts name; takes Alertmanager’s webhook payload, version 4',
    control: 'used',
    body: 'bytes',
    answers: { 200: json<{ readonly alerts: readonly AlertOutcome[] }>('What became of each') },
    problems: {
      400: bodyNotRight,
      401: {
        title: 'The signature is not believed',
        detail: 'Send the headers of Standard Webhooks, or an operator’s token.',
      },
      409: {
        title: 'This message was taken before',
        detail: 'A webhook-id is good for one message.',
      },
      503: {
        title: 'The control store does not answer',
        detail: 'Send the alerts again: each closes once.',
      },
    },
  },
} as const satisfies Routes
