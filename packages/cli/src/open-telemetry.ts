/**
 * Tells OpenTelemetry of decisions where its packages and an SDK are there (`node --import` loads one), and
 * costs nothing where they are not. Returns the way to stop.
 */
export async function openTelemetry(): Promise<() => void> {
  try {
    const { observeWithOpenTelemetry, sdkIsRegistered } =
      await import('partial-trust/opentelemetry')
    if (sdkIsRegistered()) return observeWithOpenTelemetry()
  } catch {
    // The packages are optional: nobody who leaves them out is told of it.
  }
  return () => undefined
}
