import { InvalidArgumentError } from 'commander'

/** A TCP port from 0 (any free one) to 65535, for commander's options. */
export function parsePort(text: string): number {
  const port = Number(text)
  if (!/^[0-9]{1,5}$/.test(text) || port > 65_535) {
    throw new InvalidArgumentError('must be a whole number from 0 to 65535')
  }
  return port
}
