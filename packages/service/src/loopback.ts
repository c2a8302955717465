import { isIPv4 } from 'node:net'

/** Whether only this machine can reach the address. */
export function isLoopback(address: string): boolean {
  return (
    address === 'localhost' ||
    address.endsWith('.localhost') ||
    address === '::1' ||
    (isIPv4(address) && address.startsWith('127.'))
  )
}

/** Whether a Host header, its port not counted, names this machine and nothing else. */
export function isLoopbackName(host: string | undefined): boolean {
  if (host === undefined) return false
  const name = host.toLowerCase().replace(/:\d+$/u, '')
  return isLoopback(name.replace(/^\[(.*)\]$/u, '$1'))
}
