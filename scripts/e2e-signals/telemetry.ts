// `node --import telemetry.ts`: an application's OpenTelemetry SDK, which sends everything to
// OTEL_EXPORTER_OTLP_ENDPOINT as JSON.
import process from 'node:process'
import { metrics, trace } from '@opentelemetry/api'
import { logs } from '@opentelemetry/api-logs'
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { JsonMetricsSerializer } from '@opentelemetry/otlp-transformer'
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs'
import {
  AggregationTemporality,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics'
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base'

const endpoint = process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? ''
const everyMs = 200

/** The metric exporter of the same release is on no registry; its serializer is. */
const metricExporter: PushMetricExporter = {
  export(numbers, done) {
    const body = Buffer.from(JsonMetricsSerializer.serializeRequest(numbers) ?? '')
    const headers = { 'content-type': 'application/json' }
    fetch(`${endpoint}/v1/metrics`, { method: 'POST', headers, body }).then(
      () => done({ code: 0 }),
      () => done({ code: 1 }),
    )
  },
  selectAggregationTemporality: () => AggregationTemporality.CUMULATIVE,
  forceFlush: async () => undefined,
  shutdown: async () => undefined,
}

trace.setGlobalTracerProvider(
  new BasicTracerProvider({
    spanProcessors: [
      new BatchSpanProcessor(new OTLPTraceExporter({ url: `${endpoint}/v1/traces` }), {
        scheduledDelayMillis: everyMs,
        maxQueueSize: 100_000,
      }),
    ],
  }),
)
logs.setGlobalLoggerProvider(
  new LoggerProvider({
    processors: [
      new BatchLogRecordProcessor({
        exporter: new OTLPLogExporter({ url: `${endpoint}/v1/logs` }),
        scheduledDelayMillis: everyMs,
        maxQueueSize: 100_000,
      }),
    ],
  }),
)
metrics.setGlobalMeterProvider(
  new MeterProvider({
    readers: [
      new PeriodicExportingMetricReader({
        exporter: metricExporter,
        exportIntervalMillis: 500,
        exportTimeoutMillis: 400,
      }),
    ],
  }),
)
