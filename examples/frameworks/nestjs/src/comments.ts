import { defineCorridor } from 'partial-trust'
import { z } from 'zod'

export const comment = z.object({ id: z.string(), text: z.string() })
const label = z.enum(['fine', 'spam', 'rude'])
export type Asked = z.infer<typeof comment> & { readonly traceparent?: string | null | undefined }

/** Labels a comment: what the application does today, and whom it asks beside it. */
export const comments = defineCorridor({
  intent: 'label_comment',
  id: ({ id }: Asked) => id,
  // 00-TRACE-SPAN-FLAGS: the trace that the caller began goes on in the risk record.
  traceId: ({ traceparent }) => traceparent?.split('-')[1],
  baseline: ({ text }): z.infer<typeof label> => (/https?:/.test(text) ? 'spam' : 'fine'),
  label: (said) => said,
  labels: label.options,
  candidate: label,
  ask: async ({ text }, { signal }) => {
    const url = process.env['MODEL_URL'] ?? 'http://127.0.0.1:9'
    const response = await fetch(url, { method: 'POST', body: JSON.stringify({ text }), signal })
    return response.json()
  },
  deadlineMs: 500,
})
