/** Settles when the signal is aborted. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((settle) => {
    signal.addEventListener('abort', () => settle(), { once: true })
  })
}
