/**
 * Tells OpenTelemetry of decisions where its packages and an SDK are there (`node --import` loads one), and
 * costs nothing where they are not. Returns the way to stop.
 */
export async function openTelemetry(): Promise<() => void> {
  if (!somebodyRegistered()) return () => undefined
  try {
    const { observeWithOpenTelemetry, sdkIsRegistered } =
      await import('partial-trust/opentelemetry')
    if (sdkIsRegistered()) return observeWithOpenTelemetry()
  } catch {
    // The packages are optional: nobody who leaves them out is told of it.
  }
  return () => undefined
}

/** Where OpenTelemetry's packages keep what was registered, for every copy of them in the process. */
const registries: readonly symbol[] = [
  Symbol.for('opentelemetry.js.api.1'),
  Symbol.for('io.opentelemetry.js.api.logs'),
]

/** Asked before the packages are loaded: where nobody registered anything, they say nothing more. */
function somebodyRegistered(): boolean {
  return registries.some((registry) => Reflect.has(globalThis, registry))
}
