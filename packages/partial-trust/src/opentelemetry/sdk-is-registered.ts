import { metrics, ProxyTracerProvider, trace } from '@opentelemetry/api'
import { logs } from '@opentelemetry/api-logs'

/** Whether anybody registered an SDK: without one every span would be made for nobody. */
export function sdkIsRegistered(): boolean {
  const tracing = trace.getTracerProvider()
  const delegate = tracing instanceof ProxyTracerProvider ? tracing.getDelegate() : tracing
  return [delegate, metrics.getMeterProvider(), logs.getLoggerProvider()].some(
    (provider) => !/^(?:Noop|Proxy)/.test(provider.constructor.name),
  )
}
