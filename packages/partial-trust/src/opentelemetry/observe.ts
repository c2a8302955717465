import { AsyncLocalStorage } from 'node:async_hooks'
import { tracingChannel } from 'node:diagnostics_channel'
import { context, metrics, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import type { Context, MeterProvider, Span, TracerProvider } from '@opentelemetry/api'
import { logs, SeverityNumber } from '@opentelemetry/api-logs'
import type { LoggerProvider } from '@opentelemetry/api-logs'
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
    span.setAttribute(names.corridor, told.corridor)
    if (record !== null) tellRecord(record, span, inside)
    if (told.error !== undefined || record?.status === 'error') fail(span, record?.reason_code)
    span.end()
  }

  function tellRecord(record: RiskRecord, span: Span, inside: Context): void {
    span.setAttributes(recordAttributes(record))
    const { corridor_intent: corridor, status, reason_code: reason } = record
    decisions.add(1, {
      [names.corridor]: corridor,
      [names.status]: status,
      [names.reasonCode]: reason,
    })
    logger.emit({
      eventName: names.flagEvaluation,
      severityNumber: SeverityNumber.INFO,
      attributes: flagAttributes(record),
      context: inside,
    })
  }

  const beginCall = (told: CallTrace): Context => begin(told, `chat ${told.model}`, SpanKind.CLIENT)

  function endCall(told: CallTrace): void {
    const known = begun.get(told)
    if (known === undefined) return
    const { span, inside, atMs } = known
    const attributes = callAttributes(told)
    const failure = told.result?.failure ?? null
    const used = told.result?.tokens
    span.setAttributes(attributes)
    for (const [type, name, count] of [
      ['input', names.inputTokens, used?.input ?? null],
      ['output', names.outputTokens, used?.output ?? null],
    ] as const) {
      if (count === null) continue
      span.setAttribute(name, count)
      tokens.record(count, { ...attributes, [names.tokenType]: type }, inside)
    }
    if (failure !== null) fail(span, failure)
    const ended = failure === null ? attributes : { ...attributes, [names.errorType]: failure }
    duration.record((systemClock.monotonicMs() - atMs) / 1000, ended, inside)
    span.end()
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
    channel.start.bindStore(within, (told) => quietly(() => start(told)) ?? context.active())
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
  span.setAttribute(names.errorType, kind ?? '_OTHER')
  span.setStatus({ code: SpanStatusCode.ERROR })
}

function quietly<Result>(work: () => Result): Result | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
