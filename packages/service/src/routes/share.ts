import { z } from 'zod'

const error = 'must be a share between 0 and 1, both excluded'

/** A share inside (0, 1), in a body. */
export const share = z.number({ error }).gt(0, { error }).lt(1, { error })
