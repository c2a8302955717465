/** The page's colours, for a canvas that cannot read them itself. */
export type Ink = {
  readonly text: string
  readonly line: string
  readonly accent: string
  readonly band: string
  /** The band of what is older. */
  readonly shade: string
  readonly good: string
  readonly bad: string
  readonly quiet: string
  readonly font: string
}

const known = new Map<string, Ink>()
/** The colours of the theme in force, read once a theme: each look at one costs the page a pass over its styles. */
export function inkIn(element: HTMLElement): Ink {
  const theme = getComputedStyle(element).colorScheme + String(isDark())
  const before = known.get(theme)
  if (before !== undefined) return before
  const ink = readInk(element)
  known.set(theme, ink)
  return ink
}

/** Says when a theme may have taken the place of another; returns the way to stop. */
export function onThemeChange(tell: () => void): () => void {
  const themed = new MutationObserver(tell)
  themed.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  const system = matchMedia('(prefers-color-scheme: dark)')
  system.addEventListener('change', tell)
  return () => {
    themed.disconnect()
    system.removeEventListener('change', tell)
  }
}

function isDark(): boolean {
  return matchMedia('(prefers-color-scheme: dark)').matches
}

function readInk(element: HTMLElement): Ink {
  // A canvas needs computed colours: light-dark() is settled by reading them off an element.
  const probe = document.createElement('span')
  element.append(probe)
  const color = (name: string): string => {
    probe.style.color = `var(${name})`
    return getComputedStyle(probe).color
  }
  const ink = {
    text: color('--text-2'),
    line: color('--line'),
    accent: color('--accent'),
    band: color('--band'),
    shade: color('--shade'),
    good: color('--good'),
    bad: color('--bad'),
    quiet: color('--line-strong'),
    font: `11px ${getComputedStyle(document.body).fontFamily}`,
  }
  probe.remove()
  return ink
}
