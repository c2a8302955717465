/**
 * Stands for a client of one's own: any async function that ends when it is told to. Here it posts to
 * an endpoint of the application's choice and hands on whatever JSON comes back.
 */
export async function askTheModel(
  task: string,
  command: unknown,
  { signal }: { readonly signal: AbortSignal },
): Promise<unknown> {
  const response = await fetch(`${process.env['MODEL_URL'] ?? 'http://127.0.0.1:9'}/${task}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(command),
    signal,
  })
  return response.json()
}
