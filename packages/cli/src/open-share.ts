import { InvalidArgumentError } from 'commander'

/** A share inside (0, 1), as an option states it. */
export function openShare(text: string): number {
  const value = Number(text)
  if (value > 0 && value < 1) return value
  throw new InvalidArgumentError('a share between 0 and 1 is wanted, such as 0.02')
}
