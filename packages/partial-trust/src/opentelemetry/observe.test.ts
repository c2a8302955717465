import { createServer } from 'node:http'
import process from 'node:process'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base'
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineCorridor } from '../define/define-corridor.js'
import { openTrust } from '../open-trust.js'
import { names } from './names.js'
import { observeWithOpenTelemetry } from './observe.js'
import type { OpenTelemetryOptions } from './observe.js'

const canary = 'canary-51c0ffee'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean()
})

type Comment = { readonly id: string; readonly text: string }

const comments = defineCorridor({
  intent: 'label_comment',
  id: ({ id }: Comment) => id,
  traceId: ({ id }) => (id.startsWith('own') ? `${canary}-${id}` : undefined),
  baseline: ({ text }) => {
    if (text === '') throw new TypeError(canary)
    return { label: 'ham', text }
  },
  label: ({ label }) => label,
  labels: ['ham', 'spam'],
  candidate: z.object({ label: z.enum(['ham', 'spam']), why: z.string() }),
  ask: async function classify({ id }) {
    if (id.endsWith('fails')) throw new Error(canary)
    return { label: 'spam', why: canary }
  },
  decide: ({ label, why }) => ({ label, text: why }),
  deadlineMs: 20_000,
})

async function opened(options: OpenTelemetryOptions) {
  const trust = await openTrust({
    env: {
      PARTIAL_TRUST_ENABLED: 'true',
      LLM_POLICY_ENABLED: 'true',
      PARTIAL_TRUST_SAMPLE_RATE: '1',
      PARTIAL_TRUST_STATE: 'none',
      PARTIAL_TRUST_RISK_LOG_PATH: '/dev/null',
    },
  })
  const stop = observeWithOpenTelemetry(options)
  cleanups.push(stop, () => trust.close())
  return { corridor: trust.open(comments), stop }
}

function inMemory() {
  const spans = new InMemorySpanExporter()
  const events = new InMemoryLogRecordExporter()
  const numbers = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const meterProvider = new MeterProvider({
    readers: [new PeriodicExportingMetricReader({ exporter: numbers, exportIntervalMillis: 1e9 })],
  })
  cleanups.push(() => meterProvider.shutdown())
  return {
    spans,
    events,
    counted: async () => {
      await meterProvider.forceFlush()
      return numbers
        .getMetrics()
        .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics))
    },
    options: {
      tracerProvider: new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }),
      loggerProvider: new LoggerProvider({
        processors: [new SimpleLogRecordProcessor({ exporter: events })],
      }),
      meterProvider,
    },
  }
}

function fail(): never {
  throw new Error('broken')
}

const kinds = (spans: readonly ReadableSpan[]) => spans.map(({ name, kind }) => [name, kind])

describe('OpenTelemetry', () => {
  it('gets one internal span a decision, with one client span a call to a model inside', async () => {
    const { spans, options } = inMemory()
    const { corridor } = await opened(options)
    const { record } = await corridor.decide({ id: '1', text: 'hello' })
    const [call, decision] = spans.getFinishedSpans()
    expect(kinds(spans.getFinishedSpans())).toEqual([
      ['chat classify', SpanKind.CLIENT],
      ['decide label_comment', SpanKind.INTERNAL],
    ])
    expect(call?.parentSpanContext?.spanId).toBe(decision?.spanContext().spanId)
    expect(call?.attributes).toEqual({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'function',
      'gen_ai.request.model': 'classify',
    })
    expect(decision?.attributes).toMatchObject({
      'partial_trust.corridor': 'label_comment',
      'partial_trust.status': 'accepted_llm',
      'partial_trust.reason_code': 'accepted',
      'partial_trust.trace_id': record?.trace_id,
    })
    expect(decision?.status.code).toBe(SpanStatusCode.UNSET)
  })

  it('keeps decisions apart that are made at the same time', async () => {
    const { spans, options } = inMemory()
    const { corridor } = await opened(options)
    await Promise.all(['1', '2', '3'].map((id) => corridor.decide({ id, text: 'hello' })))
    const finished = spans.getFinishedSpans()
    const parents = finished.flatMap(({ parentSpanContext }) => parentSpanContext?.spanId ?? [])
    const decisions = finished.filter(({ kind }) => kind === SpanKind.INTERNAL)
    expect(new Set(parents)).toEqual(new Set(decisions.map((span) => span.spanContext().spanId)))
    expect(parents).toHaveLength(3)
  })

  it('names a failure by its reason code, on the call and its duration', async () => {
    const { spans, options, counted } = inMemory()
    const { corridor } = await opened(options)
    await corridor.decide({ id: 'this fails', text: 'hello' })
    const [call] = spans.getFinishedSpans()
    expect(call).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'error.type': 'llm_error' },
    })
    const [duration] = (await counted()).filter(
      ({ descriptor }) => descriptor.name === 'gen_ai.client.operation.duration',
    )
    expect(duration?.descriptor.unit).toBe('s')
    expect(duration?.dataPoints).toMatchObject([{ attributes: { 'error.type': 'llm_error' } }])
  })

  it('gets every decision as the evaluation of a flag, in its span', async () => {
    const { spans, events, options } = inMemory()
    const { corridor } = await opened(options)
    await corridor.decide({ id: '1', text: 'hello' })
    await corridor.decide({ id: 'this fails', text: 'hello' })
    const [accepted, failed] = events.getFinishedLogRecords()
    expect(accepted).toMatchObject({
      eventName: 'feature_flag.evaluation',
      attributes: {
        'feature_flag.key': 'label_comment',
        'feature_flag.provider.name': 'partial-trust',
        'feature_flag.result.variant': 'candidate',
        'feature_flag.result.reason': 'split',
        'feature_flag.version': corridor.epoch,
      },
    })
    expect(failed?.attributes).toMatchObject({
      'feature_flag.result.variant': 'baseline',
      'feature_flag.result.reason': 'default',
    })
    const decision = spans.getFinishedSpans().find(({ kind }) => kind === SpanKind.INTERNAL)
    expect(accepted?.spanContext?.spanId).toBe(decision?.spanContext().spanId)
  })

  it('ends the span of a baseline that throws, and leaves the exception to the caller', async () => {
    const { spans, options } = inMemory()
    const { corridor } = await opened(options)
    await expect(corridor.decide({ id: '1', text: '' })).rejects.toThrow(TypeError)
    expect(spans.getFinishedSpans()).toMatchObject([
      { name: 'decide label_comment', status: { code: SpanStatusCode.ERROR } },
    ])
  })

  it('costs nobody a decision when the telemetry library throws', async () => {
    const { options } = inMemory()
    const broken = {
      ...options,
      tracerProvider: {
        getTracer: () => ({
          startSpan(): never {
            throw new Error('broken')
          },
          startActiveSpan(): never {
            throw new Error('broken')
          },
        }),
      },
    }
    const { corridor } = await opened(broken)
    expect(await corridor.decide({ id: '1', text: 'hello' })).toMatchObject({
      decision: { label: 'spam' },
    })
  })

  it.each([
    ['throws', () => fail()],
    ['rejects', async () => fail()],
  ])('loses no other signal, and ends no process, where one of them %s', async (_, broken) => {
    const { spans, events, options } = inMemory()
    const instrument = { add: broken, record: broken }
    const meter = { createCounter: () => instrument, createHistogram: () => instrument }
    const meterProvider = {
      getMeter: () => Object.assign(options.meterProvider.getMeter('x'), meter),
    }
    const { corridor } = await opened({ ...options, meterProvider })
    const unheard: unknown[] = []
    const hear = (reason: unknown): void => void unheard.push(reason)
    process.on('unhandledRejection', hear)
    cleanups.push(() => process.off('unhandledRejection', hear))
    await corridor.decide({ id: '1', text: 'hello' })
    await nextTurn()
    expect(unheard).toEqual([])
    expect([spans.getFinishedSpans().length, events.getFinishedLogRecords().length]).toEqual([2, 1])
  })

  it('hears nothing any more once it was stopped', async () => {
    const { spans, options } = inMemory()
    const { corridor, stop } = await opened(options)
    stop()
    await corridor.decide({ id: '1', text: 'hello' })
    expect(spans.getFinishedSpans()).toEqual([])
  })

  it('is told nothing of what a command, an answer, an id or an error said', async () => {
    const { spans, events, options, counted } = inMemory()
    const { corridor } = await opened(options)
    for (const id of [`${canary}-1`, 'own', `${canary} fails`]) {
      await corridor.decide({ id, text: canary })
    }
    await corridor.decide({ id: canary, text: '' }).catch(() => undefined)
    const told = [
      ...spans.getFinishedSpans().map(({ name, attributes, events: within, status }) => ({
        name,
        attributes,
        within,
        status,
      })),
      ...events.getFinishedLogRecords().map(({ body, attributes }) => ({ body, attributes })),
      ...(await counted()),
    ]
    expect(told.length).toBeGreaterThan(8)
    expect(JSON.stringify(told)).not.toContain(canary)
  })

  it('reaches a collector over OTLP, as names of the conventions and without content', async () => {
    const bodies: string[] = []
    const collector = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        bodies.push(`${request.url} ${Buffer.concat(chunks).toString()}`)
        response.setHeader('content-type', 'application/json').end('{}')
      })
    })
    await new Promise<void>((settle) => collector.listen(0, '127.0.0.1', settle))
    cleanups.push(() => collector.close())
    const address = collector.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const url = (signal: string) => ({ url: `http://127.0.0.1:${port}/v1/${signal}` })
    const tracerProvider = new BasicTracerProvider({
      spanProcessors: [new SimpleSpanProcessor(new OTLPTraceExporter(url('traces')))],
    })
    const loggerProvider = new LoggerProvider({
      processors: [new SimpleLogRecordProcessor({ exporter: new OTLPLogExporter(url('logs')) })],
    })
    const { corridor } = await opened({ tracerProvider, loggerProvider })
    await corridor.decide({ id: canary, text: canary })
    await tracerProvider.forceFlush()
    await loggerProvider.forceFlush()
    const received = bodies.join('\n')
    for (const text of ['chat classify', 'decide label_comment', names.flagEvaluation]) {
      expect(received).toContain(text)
    }
    expect(received).not.toContain(canary)
  })
})
