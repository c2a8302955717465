import type { Page } from 'playwright-core'

/** Looks that axe found readable, wherever that was: they say themselves what contrast comes from. */
const readable = new Set<string>()

/**
 * What axe finds wrong with the colours of a page's texts. Contrast is most of what axe costs: of the texts that
 * look alike three are looked at, and none where a page before had that look. A look is all that contrast comes
 * from: colour and type, and every ground that shows through from behind.
 */
export async function contrastProblems(page: Page): Promise<readonly unknown[]> {
  const found: { readonly passed: readonly string[]; readonly violations: readonly unknown[] } =
    await page.evaluate(`(${judgeLooks})(${JSON.stringify([...readable])})`)
  for (const look of found.passed) readable.add(look)
  return found.violations
}

const judgeLooks = `async (readable) => {
  const root = getComputedStyle(document.documentElement)
  const unseen = 'unseen'
  const isSmall = (element) => element.offsetWidth <= 1 && element.offsetHeight <= 1
  const grounds = new Map([[null, root.colorScheme + matchMedia('(prefers-color-scheme: dark)').matches]])
  const groundOf = (element) => {
    const known = grounds.get(element)
    if (known !== undefined) return known
    const style = getComputedStyle(element)
    // Only told to those who listen: squeezed into a pixel that shows nothing.
    if (style.overflow === 'hidden' && isSmall(element)) return unseen
    const own = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter, style.mixBlendMode]
    const shows = own.join() === 'rgba(0, 0, 0, 0),none,1,none,normal' && style.position === 'static'
    const behind = groundOf(element.parentElement)
    const ground = shows || behind === unseen ? behind : [behind, ...own, style.position, style.zIndex].join()
    grounds.set(element, ground)
    return ground
  }
  const fields = 'select, textarea, input:not([type=range], [type=checkbox], [type=radio])'
  const isOff = ':disabled, [aria-disabled="true"], fieldset:disabled *, [aria-disabled="true"] *'
  const hasText = (element) =>
    [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '')
  const isSeen = (element) =>
    element.checkVisibility({ visibilityProperty: true }) &&
    element.getBoundingClientRect().bottom + scrollY > 0 &&
    groundOf(element) !== unseen
  const alike = new Map()
  for (const element of document.querySelectorAll('body, body *')) {
    const isField = element.matches(fields)
    if (!(isField || hasText(element)) || !isSeen(element)) continue
    const { color, fontSize, fontWeight, textShadow } = getComputedStyle(element)
    const what = [element.matches(isOff), isField && element.tagName]
    const look = [color, fontSize, fontWeight, textShadow, ...what, groundOf(element)].join()
    alike.set(look, [...(alike.get(look) ?? []), element])
  }
  for (const look of readable) alike.delete(look)
  const lookOf = new Map()
  for (const [look, all] of alike) {
    for (const element of [all[0], all[all.length >> 1], all.at(-1)]) lookOf.set(element, look)
  }
  if (lookOf.size === 0) return { passed: [], violations: [] }
  const { passes, violations } = await axe.run([...lookOf.keys()], {
    runOnly: ['color-contrast'],
    resultTypes: ['violations', 'passes'],
    elementRef: true,
  })
  const passed = passes.flatMap(({ nodes }) => nodes.map(({ element }) => lookOf.get(element)))
  return {
    passed: passed.filter((look) => look !== undefined),
    violations: violations.map(({ id, nodes }) => [id, nodes[0].html]),
  }
}`
