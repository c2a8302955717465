/** What waits to be drawn, by its place; a later wish of the same place is the one that counts. */
const [seen, unseen] = [new Map<Element, () => void>(), new Map<Element, () => void>()]
/** Between two charts that nobody sees, in ms. */
const restMs = 50
let scheduled = false

/**
 * Draws once the page has answered what was just done on it, one chart a task: nine charts drawn at once would
 * keep a key or a click waiting for all of them. Those that are far from what is seen come last, and with rests.
 */
export function takeTurn(place: Element, isNear: boolean, draw: () => void): void {
  leaveTurns(place)
  const turns = isNear ? seen : unseen
  turns.set(place, draw)
  if (scheduled) return
  scheduled = true
  requestAnimationFrame(() => setTimeout(next))
}

/** Gives the turn of a place back. */
export function leaveTurns(place: Element): void {
  seen.delete(place)
  unseen.delete(place)
}

function next(): void {
  const [turn] = seen.size > 0 ? seen : unseen
  if (turn === undefined) {
    scheduled = false
    return
  }
  const [place, draw] = turn
  leaveTurns(place)
  setTimeout(next, seen.size > 0 ? 0 : restMs)
  draw()
}
