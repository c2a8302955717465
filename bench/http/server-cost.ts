import type { Server } from './children.ts'
import { load } from './load.ts'
import { processorTimeNs } from './processor-time.ts'

export type ServerCost = {
  readonly answered: number
  /** Answers with another status than 200. */
  readonly failed: number
  readonly processorNs: number
}

/**
 * What it costs a server to answer over 32 connections for so long.
 *
 * @param timeNs Reads the processor time that counts. Default: of the server's own process.
 */
export async function serverCost(
  { port, pid }: Server,
  requests: readonly Buffer[],
  durationMs: number,
  timeNs: (pid: number) => number = processorTimeNs,
): Promise<ServerCost> {
  const from = timeNs(pid)
  const { answered, failed } = await load({ port, requests, connections: 32, durationMs })
  return { answered, failed, processorNs: timeNs(pid) - from }
}
