import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { StateAddress } from '@partial-trust/settings'
import { openTcpProxy } from './tcp-proxy.js'

/** One worker's way to the store, which can be interrupted. */
export interface DrillLine {
  /** The address for the worker's `PARTIAL_TRUST_STATE`. */
  readonly state: string
  cut(): void
  heal(): void
  close(): void
}

type Reachable = Exclude<StateAddress, { kind: 'none' }>

/**
 * A line to a store on a network goes through a TCP proxy that can fall silent; one to a file goes
 * through a directory link that can be taken away.
 *
 * @param scratch A directory for links.
 */
export async function openDrillLine(
  address: Reachable,
  scratch: string,
  name: string,
): Promise<DrillLine> {
  if (address.kind === 'sqlite') return linkLine(address.path, scratch, name)
  const url = new URL(address.url)
  const usual = url.protocol === 'https:' ? 443 : url.protocol === 'http:' ? 80 : 5432
  const port = Number(url.port === '' ? usual : url.port)
  const proxy = await openTcpProxy({ host: url.hostname, port })
  url.hostname = '127.0.0.1'
  url.port = String(proxy.port)
  return {
    state: url.href,
    cut: () => proxy.cut(),
    heal: () => proxy.heal(),
    close: () => proxy.close(),
  }
}

function linkLine(path: string, scratch: string, name: string): DrillLine {
  mkdirSync(scratch, { recursive: true })
  const link = join(scratch, name)
  const heal = (): void => symlinkSync(dirname(resolve(path)), link)
  heal()
  return {
    state: `sqlite:${join(link, basename(path))}`,
    cut: () => rmSync(link),
    heal,
    close: () => rmSync(link, { force: true }),
  }
}
