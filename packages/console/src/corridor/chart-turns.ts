/** What waits to be drawn, by its place; a later wish of the same place is the one that counts. */
const waiting = new Map<Element, () => void>()
let scheduled = false

/**
 * Draws once the page has answered what was just done on it, one chart a task: nine charts drawn at once would
 * keep a key or a click waiting for all of them.
 */
export function takeTurn(place: Element, draw: () => void): void {
  waiting.set(place, draw)
  if (scheduled) return
  scheduled = true
  requestAnimationFrame(() => setTimeout(next))
}

/** Gives the turn of a place back. */
export function leaveTurns(place: Element): void {
  waiting.delete(place)
}

function next(): void {
  const [turn] = waiting
  if (turn === undefined) {
    scheduled = false
    return
  }
  const [place, draw] = turn
  waiting.delete(place)
  setTimeout(next)
  draw()
}
