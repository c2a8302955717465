import { z } from 'zod'

/**
 * A whole number of a query, in plain digits: hexadecimal, exponents and nothing at all are not what somebody meant.
 *
 * @param range Both ends are included.
 */
export function whole(range: { readonly least: number; readonly most: number }, error: string) {
  const number = z.coerce
    .number<number | string>({ error })
    .int({ error })
    .min(range.least, { error })
    .max(range.most, { error })
  return z.preprocess<unknown, typeof number, number | string>(
    (value) => (typeof value === 'string' && !/^\d{1,15}$/u.test(value) ? Number.NaN : value),
    number,
  )
}
