/** The sum of what a query answers; null when it answers nothing. */
export async function numberOf(url: string, query: string): Promise<number | null> {
  const said: unknown = await (
    await fetch(`${url}/api/v1/query?query=${encodeURIComponent(`sum(${query})`)}`)
  ).json()
  const value = /"value":\[[^,]*,"([^"]+)"\]/.exec(JSON.stringify(said))?.[1]
  return value === undefined ? null : Number(value)
}

/** The trace ids that stand beside buckets of a histogram. */
export async function exemplarsOf(url: string, query: string): Promise<readonly string[]> {
  const nowSeconds = Date.now() / 1000
  const range = `start=${nowSeconds - 600}&end=${nowSeconds + 60}`
  const answer = await fetch(
    `${url}/api/v1/query_exemplars?query=${encodeURIComponent(query)}&${range}`,
  )
  const ids = [...(await answer.text()).matchAll(/"trace_id":"([^"]+)"/g)]
  return ids.map(([, id = '']) => id)
}
