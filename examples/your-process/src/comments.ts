import { defineCorridor } from 'partial-trust'
import { z } from 'zod'
import { askTheModel } from './ask-the-model.js'
import { labelComment } from './label-comment.js'

export const comments = defineCorridor({
  intent: 'label_comment',
  command: z.object({ id: z.string(), text: z.string() }),
  id: (comment) => comment.id,
  baseline: labelComment,
  label: (label) => label,
  labels: ['fine', 'spam', 'rude'],
  candidate: z.enum(['fine', 'spam', 'rude']),
  ask: (comment, options) => askTheModel('comment', comment, options),
  deadlineMs: 150,
})
