/**
 * The address of a page of the console, for a plain link: where there are many. Each of the router's own listens to
 * where one is.
 */
export function addressOf(path: string): string {
  return `#${path}`
}
