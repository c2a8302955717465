import { AsyncLocalStorage } from 'node:async_hooks'
import { tracingChannel } from 'node:diagnostics_channel'
import { context, metrics, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import type { Context, MeterProvider, Span, TracerProvider } from '@opentelemetry/api'
import { logs, SeverityNumber } from '@opentelemetry/api-logs'
import type { LoggerProvider } from '@opentelemetry/api-logs'
import { observed } from '@partial-trust/core'
import type { RiskRecord } from '@partial-trust/core'
import { decisionChannelName, systemClock } from '@partial-trust/engine'
import type { DecisionTrace } from '@partial-trust/engine'
import { callChannelName } from '@partial-trust/llm'
import type { CallTrace } from '@partial-trust/llm'
import { version } from '@partial-trust/settings'
import { callAttributes, flagAttributes, recordAttributes } from './attributes.js'
import { durationEdges, names, tokenEdges } from './names.js'

export type OpenTelemetryOptions = {
  /** Default: the global ones that an application's SDK registered. */
  readonly tracerProvider?: TracerProvider
  readonly meterProvider?: MeterProvider
  readonly loggerProvider?: LoggerProvider
}

type Begun = { readonly span: Span; readonly inside: Context; readonly atMs: number }

/**
 * Tells OpenTelemetry of every decision (an internal span, a `feature_flag.evaluation` event, a count) and
 * of every call to a model (a client span, its duration and tokens). Nothing of a command or an answer is
 * told. Holds for the whole process; returns the way to stop.
 */
export function observeWithOpenTelemetry(options: OpenTelemetryOptions = {}): () => void {
  const scope = 'partial-trust'
  const tracer = (options.tracerProvider ?? trace.getTracerProvider()).getTracer(scope, version)
  const meter = (options.meterProvider ?? metrics.getMeterProvider()).getMeter(scope, version)
  const logger = (options.loggerProvider ?? logs.getLoggerProvider()).getLogger(scope, version)
  const decisions = meter.createCounter(names.decisions, { unit: '{decision}' })
  const duration = meter.createHistogram(names.operationDuration, {
    unit: 's',
    advice: { explicitBucketBoundaries: durationEdges },
  })
  const tokens = meter.createHistogram(names.tokenUsage, {
    unit: '{token}',
    advice: { explicitBucketBoundaries: tokenEdges },
  })
  const begun = new WeakMap<object, Begun>()
  const within = new AsyncLocalStorage<unknown>()
  const parentNow = (): Context => {
    const held = within.getStore()
    return isContext(held) ? held : context.active()
  }

  function begin(told: object, name: string, kind: SpanKind): Context {
    const parent = parentNow()
    const span = tracer.startSpan(name, { kind }, parent)
    const inside = trace.setSpan(parent, span)
    begun.set(told, { span, inside, atMs: systemClock.monotonicMs() })
    return inside
  }

  const beginDecision = (told: DecisionTrace): Context =>
    begin(told, `decide ${told.corridor}`, SpanKind.INTERNAL)

  function endDecision(told: DecisionTrace): void {
    const known = begun.get(told)
    if (known === undefined) return
    const { span, inside } = known
    const record = told.result ?? null
    quietly(() => span.setAttribute(names.corridor, told.corridor))
    if (record !== null) tellRecord(record, span, inside)
    if (told.error !== undefined || record?.status === 'error') fail(span, record?.reason_code)
    quietly(() => span.end())
  }

  function tellRecord(record: RiskRecord, span: Span, inside: Context): void {
    const { corridor_intent: corridor, status, reason_code: reason } = record
    const counted = {
      [names.corridor]: corridor,
      [names.status]: status,
      [names.reasonCode]: reason,
    }
    const event = {
      eventName: names.flagEvaluation,
      severityNumber: SeverityNumber.INFO,
      attributes: flagAttributes(record),
      context: inside,
    }
    quietly(() => span.setAttributes(recordAttributes(record)))
    quietly(() => decisions.add(1, counted))
    quietly(() => logger.emit(event))
  }

  const beginCall = (told: CallTrace): Context => begin(told, `chat ${told.model}`, SpanKind.CLIENT)

  function endCall(told: CallTrace): void {
    const known = begun.get(told)
    if (known === undefined) return
    const { span, inside, atMs } = known
    const attributes = callAttributes(told)
    const failure = told.result?.failure ?? null
    const counts = told.result?.tokens
    quietly(() => span.setAttributes(attributes))
    for (const [type, name, count] of [
      ['input', names.inputTokens, counts?.input ?? null],
      ['output', names.outputTokens, counts?.output ?? null],
    ] as const) {
      if (count === null) continue
      const used = { ...attributes, [names.tokenType]: type }
      quietly(() => span.setAttribute(name, count))
      quietly(() => tokens.record(count, used, inside))
    }
    if (failure !== null) fail(span, failure)
    const ended = failure === null ? attributes : { ...attributes, [names.errorType]: failure }
    const seconds = (systemClock.monotonicMs() - atMs) / 1000
    quietly(() => duration.record(seconds, ended, inside))
    quietly(() => span.end())
  }

  const stopDecisions = follow(decisionChannelName, beginDecision, endDecision)
  const stopCalls = follow(callChannelName, beginCall, endCall)
  return () => {
    stopDecisions()
    stopCalls()
  }

  /** What is thrown at a channel ends the process, so nothing is: telemetry must cost nobody anything. */
  function follow<Told extends object>(
    name: string,
    start: (told: Told) => Context,
    end: (told: Told) => void,
  ): () => void {
    const channel = tracingChannel<unknown, Told>(name)
    const listening = { ...deaf, asyncEnd: (told: Told) => quietly(() => end(told)) }
    channel.start.bindStore(within, (told) => begunBy(() => start(told)) ?? context.active())
    channel.subscribe(listening)
    return () => {
      channel.start.unbindStore(within)
      channel.unsubscribe(listening)
    }
  }
}

const nothing = (): void => {}
const deaf = { start: nothing, end: nothing, asyncStart: nothing, error: nothing }

function isContext(value: unknown): value is Context {
  return typeof value === 'object' && value !== null && 'getValue' in value
}

function fail(span: Span, kind: string | undefined): void {
  quietly(() => span.setAttribute(names.errorType, kind ?? '_OTHER'))
  quietly(() => span.setStatus({ code: SpanStatusCode.ERROR }))
}

/** One signal: what it throws, or its promise rejects with, costs neither a decision nor the next signal. */
function quietly(tell: () => unknown): void {
  observed(tell, nothing)
}

function begunBy(start: () => Context): Context | undefined {
  try {
    return start()
  } catch {
    return undefined
  }
}
