import { InvalidArgumentError } from 'commander'

/** A count from 0, for commander's options. */
export function wholeNumber(text: string): number {
  if (/^\d{1,9}$/u.test(text)) return Number(text)
  throw new InvalidArgumentError('must be a whole number from 0')
}
