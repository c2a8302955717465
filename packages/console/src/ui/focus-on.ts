/**
 * Moves the focus to what is found once the page is drawn anew. For what goes with the press that it answered: else the
 * focus would fall to the body, where nobody with a keyboard or a screen reader knows where one is.
 */
export function focusOn(selector: string): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(selector)?.focus())
}
