import { z } from 'zod'

const error = 'must be a share between 0 and 1, both excluded'

/** A share inside (0, 1), in a body. */
export const share = z.number({ error }).gt(0, { error }).lt(1, { error })

/** The same in a query, which is text. */
export const shareText = z.coerce
  .number<number | string>({ error })
  .gt(0, { error })
  .lt(1, { error })
