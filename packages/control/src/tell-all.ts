/** Calls them all: one listener's fault keeps neither the others nor the caller from their work. */
export function tellAll(listeners: Iterable<() => void>): void {
  for (const listener of listeners) {
    try {
      listener()
    } catch {
      // its own to tell
    }
  }
}
