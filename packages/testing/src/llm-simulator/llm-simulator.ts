import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { seededRandom } from '../seeded-random.js'
import type { Random } from '../seeded-random.js'
import { modelList, readChatRequest } from './chat-protocol.js'
import type { SimulatedRequest } from './chat-protocol.js'
import { faultKinds } from './faults.js'
import type { FaultKind } from './faults.js'
import { reply, sendError, sendJson } from './reply.js'
import { schemaAnswer } from './schema-answer.js'
import { checkChange, defaultSchedule, drawCourse } from './schedule.js'
import type { FaultSchedule, ScheduleChange } from './schedule.js'

/**
 * What a faultless answer says: an object is sent as JSON, text as it is. Undefined leaves the answer
 * to the request's schema, see {@link schemaAnswer}.
 *
 * @param random Depends on the simulator's seed and the request's messages alone.
 * @param wrong  Whether this answer should be well-formed but wrong.
 */
export type Respond = (
  request: SimulatedRequest,
  random: Random,
  wrong: boolean,
) => object | string | undefined

export type LlmSimulatorOptions = {
  /** 0 (default): any free port. */
  readonly port?: number
  /** Default 127.0.0.1. */
  readonly host?: string
  /** Names the run: same seed, same requests in the same order, same answers. Default 1. */
  readonly seed?: number
  readonly schedule?: ScheduleChange
  /** Decides about single requests before the schedule does; undefined leaves it to the schedule. */
  readonly script?: (request: SimulatedRequest) => FaultKind | null | undefined
  /** The corridor's own answers. Default: of the request's schema, by the words of its prompt. */
  readonly respond?: Respond
}

export type LlmSimulatorStats = {
  readonly simulated: true
  /** Connections accepted, whatever they then asked for. */
  readonly connections: number
  /** Chat requests received, well-formed or not. */
  readonly requests: number
  /** Answers that were sent to their end. */
  readonly answered: number
  /** Exchanges whose connection closed before the answer's end, whoever closed it. */
  readonly cut: number
  /** Exchanges not yet over. */
  readonly open: number
  /** How often each fault struck. */
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>
}

export type LlmSimulator = {
  /** Base URL as OpenAI clients expect it, ending in `/v1`. */
  readonly url: string
  readonly port: number
  readonly stats: () => LlmSimulatorStats
  /** Changes what is named and keeps the rest. @throws {RangeError} when a value is out of range. */
  readonly setFaults: (change: ScheduleChange) => void
  /** Resolves when no exchange is open; at once if none is. */
  readonly idle: () => Promise<void>
  /** Cuts every connection and stops listening. */
  readonly close: () => Promise<void>
}

const maxBodyBytes = 4 * 1024 * 1024

/** Starts a real HTTP server that speaks the OpenAI chat-completions protocol and says that it is simulated. */
export async function startLlmSimulator(options: LlmSimulatorOptions = {}): Promise<LlmSimulator> {
  const { port = 0, host = '127.0.0.1', seed = 1, respond, script } = options
  let schedule: FaultSchedule = defaultSchedule
  const counts = { connections: 0, requests: 0, answered: 0, cut: 0, open: 0 }
  const waitingForIdle: (() => void)[] = []
  const faultCounts = new Map<FaultKind, number>()

  const setFaults = (change: ScheduleChange): void => {
    const checked = checkChange(change)
    if (checked.kind === 'refused') throw new RangeError(`simulated LLM: ${checked.problem}`)
    schedule = { ...schedule, ...checked.change }
  }
  const stats = (): LlmSimulatorStats => ({
    simulated: true,
    ...counts,
    faults: Object.fromEntries(faultCounts),
  })
  setFaults(options.schedule ?? {})

  const server = createServer((incoming, response) => {
    route(incoming, response).catch(() => response.socket?.destroy())
  })
  // Longer than any client keeps an idle connection, so that the client, not we, ends it.
  server.keepAliveTimeout = 120_000
  server.on('connection', () => {
    counts.connections += 1
  })
  server.listen(port, host)
  await once(server, 'listening')
  const address = server.address()
  const bound = typeof address === 'object' && address !== null ? address.port : port

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}/v1`,
    port: bound,
    stats,
    setFaults,
    idle: () =>
      counts.open === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            waitingForIdle.push(resolve)
          }),
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }

  async function route(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (incoming.url ?? '/').split('?')[0]?.replace(/^\/v1(?=\/)/, '') ?? '/'
    switch (`${incoming.method} ${path}`) {
      case 'POST /chat/completions':
        return chat(await readBody(incoming), response)
      case 'GET /models':
        return sendJson(response, 200, modelList)
      case 'GET /__sim/stats':
        return sendJson(response, 200, stats())
      case 'GET /__sim/faults':
        return sendJson(response, 200, { simulated: true, ...schedule, kinds: faultKinds })
      case 'POST /__sim/faults':
        return changeFaults(await readBody(incoming), response)
      default:
        return sendError(response, 404, 'no such path', 'not_found_error')
    }
  }

  function changeFaults(body: string, response: ServerResponse): void {
    let change: unknown
    try {
      change = JSON.parse(body)
    } catch {
      change = undefined
    }
    const checked = checkChange(change)
    if (checked.kind === 'refused') {
      return sendError(response, 400, checked.problem, 'invalid_request_error')
    }
    schedule = { ...schedule, ...checked.change }
    sendJson(response, 200, { simulated: true, ...schedule, kinds: faultKinds })
  }

  function chat(body: string, response: ServerResponse): void {
    const ordinal = counts.requests
    counts.requests += 1
    counts.open += 1
    response.once('close', () => {
      counts.open -= 1
      if (response.writableFinished) counts.answered += 1
      else counts.cut += 1
      if (counts.open === 0) for (const wake of waitingForIdle.splice(0)) wake()
    })
    const read = readChatRequest(body, ordinal)
    if (read.kind === 'refused') {
      return sendError(response, 400, read.problem, 'invalid_request_error')
    }
    const { request } = read
    const course = drawCourse(schedule, seededRandom(seed, 'course', ordinal))
    const scripted = script?.(request)
    const fault = scripted === undefined ? course.fault : scripted
    if (fault !== null) faultCounts.set(fault, (faultCounts.get(fault) ?? 0) + 1)
    const late = fault === 'late_success' || fault === 'late_failure'
    const answer = (): void => {
      const texts = request.messages.map((message) => message.content)
      const { wrong } = course
      const own = respond?.(request, seededRandom(seed, ...texts), wrong)
      const said = own ?? schemaAnswer(request, seededRandom(seed, ...texts), wrong)
      const content = typeof said === 'string' ? said : JSON.stringify(said)
      reply(response, request, content, fault)
    }
    const delayMs = course.delayMs + (late ? schedule.late_ms : 0)
    if (delayMs <= 0) return answer()
    const timer = setTimeout(answer, delayMs)
    response.once('close', () => clearTimeout(timer))
  }
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming) {
    if (!Buffer.isBuffer(chunk)) continue
    size += chunk.length
    if (size > maxBodyBytes) throw new RangeError('request body too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
