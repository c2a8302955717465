import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startServer } from './children.ts'
import type { Server } from './children.ts'
import { sampleRate } from './commands.ts'
import { load } from './load.ts'

export const deadlineMs = 200

/** A server's code is compiled as it runs: short of this many answers, that is what is measured. */
export const warmUpAnswers = 40_000

/** Lets a server answer {@link warmUpAnswers} requests; gives it back. */
export async function warm(server: Server, requests: readonly Buffer[]): Promise<Server> {
  let answered = 0
  while (answered < warmUpAnswers) {
    answered += (await load({ port: server.port, requests, connections: 32, durationMs: 1000 }))
      .answered
  }
  return server
}

export async function peer(kind: 'node' | 'fastify' | 'hono'): Promise<Server> {
  return startServer('bench/http/peer-server.ts', [kind])
}

export const household = new URL('partial-trust.config.ts', import.meta.url)
export const constantBaseline = new URL('constant-baseline.config.ts', import.meta.url)

/** `partial-trust serve` with its log and its state in `folder`. */
export async function ours(
  folder: string,
  configuration: URL,
  env: Readonly<Record<string, string>> = {},
  more: readonly string[] = [],
): Promise<Server> {
  const args = ['serve', '--port', '0', '--config', fileURLToPath(configuration), ...more]
  return startServer('packages/cli/bin/partial-trust.js', args, { ...settings(folder), ...env })
}

/** The first so many steps of ours, with their log and state in `folder`. */
export async function rung(name: string, folder: string): Promise<Server> {
  return startServer('bench/http/rung-server.ts', [name, folder], settings(folder))
}

function settings(folder: string): Readonly<Record<string, string>> {
  return {
    PARTIAL_TRUST_ENABLED: 'true',
    PARTIAL_TRUST_SAMPLE_RATE: String(sampleRate),
    PARTIAL_TRUST_TIMEOUT_MS: String(deadlineMs),
    PARTIAL_TRUST_RISK_LOG_PATH: join(folder, 'risk.jsonl'),
    PARTIAL_TRUST_STATE: `sqlite:${join(folder, 'state.db')}`,
    PARTIAL_TRUST_TOKENS: join(folder, 'tokens.json'),
  }
}
