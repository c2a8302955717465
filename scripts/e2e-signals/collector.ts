import { listen } from './listen.ts'

export type Attributes = Readonly<Record<string, unknown>>
export type Span = {
  readonly name: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly attributes: Attributes
}

export interface Collector {
  readonly url: string
  /** Every body, as it came. */
  readonly bodies: readonly string[]
  readonly spans: readonly Span[]
  /** Log events by name. */
  readonly events: readonly { readonly eventName: string; readonly attributes: Attributes }[]
  /** The last sum of a counter, or the last count of a histogram, over all of its attributes. */
  total(metric: string): number
  close(): void
}

type Json = Readonly<Record<string, unknown>>

/** A receiver of OTLP over HTTP as JSON, which keeps what it is told. */
export async function collector(): Promise<Collector> {
  const bodies: string[] = []
  const spans: Span[] = []
  const events: { eventName: string; attributes: Attributes }[] = []
  const totals = new Map<string, number>()

  const { url, close } = await listen(({ path, body }) => {
    bodies.push(body)
    const said: unknown = JSON.parse(body)
    if (path === '/v1/traces') {
      for (const span of inside(said, 'resourceSpans', 'scopeSpans', 'spans')) {
        const { name, spanId, parentSpanId } = span
        const parent = typeof parentSpanId === 'string' ? { parentSpanId } : {}
        spans.push({
          name: String(name),
          spanId: String(spanId),
          ...parent,
          attributes: attributesOf(span),
        })
      }
    } else if (path === '/v1/logs') {
      for (const event of inside(said, 'resourceLogs', 'scopeLogs', 'logRecords')) {
        events.push({ eventName: String(event['eventName']), attributes: attributesOf(event) })
      }
    } else {
      for (const metric of inside(said, 'resourceMetrics', 'scopeMetrics', 'metrics')) {
        totals.set(String(metric['name']), totalOf(metric))
      }
    }
    return '{}'
  })
  return { url, bodies, spans, events, total: (metric) => totals.get(metric) ?? 0, close }
}

/** The objects that lie under these lists, one within the other. */
function inside(value: unknown, ...keys: readonly string[]): readonly Json[] {
  let level: readonly Json[] = [jsonOf(value)]
  for (const key of keys) level = level.flatMap((one) => listOf(one[key]))
  return level
}

function totalOf(metric: Json): number {
  const points = [metric['sum'], metric['histogram']].flatMap((data) =>
    listOf(jsonOf(data)['dataPoints']),
  )
  return points.reduce(
    (sum, { asInt, asDouble, count }) => sum + Number(asInt ?? asDouble ?? count ?? 0),
    0,
  )
}

function attributesOf(told: Json): Attributes {
  return Object.fromEntries(
    listOf(told['attributes']).map(({ key, value }) => [
      String(key),
      Object.values(jsonOf(value))[0],
    ]),
  )
}

function listOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.map(jsonOf) : []
}

function jsonOf(value: unknown): Json {
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value))
    : {}
}
