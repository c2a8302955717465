/**
 * Goes to a heading, or what else stands on the page, and takes the focus along: the next Tab goes on from there, and a
 * screen reader reads it.
 */
export function goTo(element: HTMLElement | null | undefined): void {
  if (element === null || element === undefined) return
  if (element.tabIndex < 0) element.tabIndex = -1
  element.scrollIntoView()
  element.focus({ preventScroll: true })
}
