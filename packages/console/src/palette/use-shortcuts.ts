import { useEffect, useRef } from 'react'

export type Shortcuts = {
  readonly kill: () => void
  readonly palette: () => void
  readonly help: () => void
}

/** The page's keys: from anywhere for the palette, from anywhere but a text field for the others. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts)
  latest.current = shortcuts
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const does = shortcutOf(event, latest.current)
      if (does === null || document.querySelector('dialog[open]') !== null) return
      event.preventDefault()
      does()
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [])
}

function shortcutOf(event: KeyboardEvent, { kill, palette, help }: Shortcuts): (() => void) | null {
  const { key, target } = event
  const command = event.ctrlKey || event.metaKey
  if (command) return key.toLowerCase() === 'k' && !event.shiftKey ? palette : null
  const typing = target instanceof HTMLElement && target.matches('input, textarea, select')
  if (typing || event.altKey) return null
  if (key === 'K' && event.shiftKey) return kill
  if (key === '?') return help
  return key === '/' ? () => search(palette) : null
}

/** To the page's own search field; everything can be searched where it has none. */
function search(palette: () => void): void {
  const field = document.querySelector<HTMLInputElement>('main [data-search]')
  if (field === null) palette()
  else field.focus()
}
