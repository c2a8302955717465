import cluster from 'node:cluster'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from '@partial-trust/engine'
import { cannotListen, openTokenStore } from '@partial-trust/service'
import { aborted } from '../aborted.js'
import type { CliContext } from '../context.js'
import type { ServeFlags } from '../serve-flags.js'
import { controlCalls } from './control-calls.js'
import { hostCalls, hostState } from './host-calls.js'
import { startWorker } from './hosted-worker.js'
import { openHost } from './open-host.js'
import { WorkerSet } from './worker-set.js'

const program = fileURLToPath(new URL('../../bin/partial-trust.js', import.meta.url))
const verdictsEveryMs = 2000

/**
 * Answers on one port with several processes. This one decides nothing: it holds the port, the connection
 * to the store, the rollout controller and the webhooks, and replaces a worker that ends untold.
 */
export async function runWorkers(context: CliContext, flags: ServeFlags): Promise<void> {
  await mustBeFree(flags)
  const host = await openHost(context, flags)
  const { control } = host
  const shared = control === null ? null : controlCalls(control, systemClock)
  const tokens = openTokenStore(resolve(context.cwd, host.config.tokensPath), Date.now)
  for (const { role, token } of tokens.minted) context.stderr.write(`${role} token: ${token}\n`)
  const state = hostState(
    {
      location: control?.store.location ?? null,
      count: flags.workers,
      changesAfter: await host.headSeq(),
      verdicts: () => host.verdicts(),
      eventCounts: () => host.eventCounts(),
    },
    systemClock,
  )
  cluster.setupPrimary({
    exec: program,
    args: argumentsOf(flags),
    cwd: context.cwd,
    serialization: 'advanced',
  })
  const workers: WorkerSet = new WorkerSet({
    count: flags.workers,
    clock: systemClock,
    start: () =>
      startWorker((worker) => ({ ...shared?.calls, ...hostCalls(worker, workers, state) })),
    onLost: ({ pid }, how) =>
      context.stderr.write(`partial-trust: worker ${pid} ended (${how}) and is replaced\n`),
  })
  const forget = control?.store.subscribe(() => {
    void shared?.refresh().then(() => {
      for (const { ask } of workers.running) ask('changed').catch(() => undefined)
    })
  })
  const telling = setInterval(() => {
    for (const { ask } of workers.running) ask('verdicts', host.verdicts()).catch(() => undefined)
  }, verdictsEveryMs)
  try {
    const url = await workers.start()
    context.stderr.write(`listening on ${url} with ${flags.workers} workers (Ctrl-C stops)\n`)
    await aborted(context.signal)
    context.stderr.write('stopping: answering what is under way, then flushing the risk log\n')
  } finally {
    clearInterval(telling)
    await workers.stop()
    forget?.()
    await host.close()
  }
}

/** A port that is shared could be shared with somebody else's processes, too. */
async function mustBeFree({ host, port }: ServeFlags): Promise<void> {
  const probe = createServer()
  try {
    probe.listen({ host, port })
    await once(probe, 'listening')
  } catch (error) {
    throw cannotListen({ host, port }, error)
  } finally {
    probe.close()
  }
}

/** The command line of a worker: the same, its port being told when it joins. */
function argumentsOf({ workers, port, host, config, plan }: ServeFlags): string[] {
  return [
    'serve',
    `--workers=${workers}`,
    `--port=${port}`,
    `--host=${host}`,
    ...(config === undefined ? [] : ['--config', config]),
    ...(plan === undefined ? [] : ['--plan', plan]),
  ]
}
