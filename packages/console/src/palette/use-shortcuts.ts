import { useEffect } from 'react'
import type { Doors } from '../ui/use-doors.js'

/** The page's keys: from anywhere for the palette, from anywhere but a text field for the others. */
export function useShortcuts(doors: Doors): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const does = shortcutOf(event, doors)
      if (does === null || document.querySelector('dialog[open]') !== null) return
      event.preventDefault()
      does()
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [doors])
}

function shortcutOf(event: KeyboardEvent, { kill, show }: Doors): (() => void) | null {
  const { key, target } = event
  const palette = (): void => show('palette')
  const command = event.ctrlKey || event.metaKey
  if (command) return key.toLowerCase() === 'k' && !event.shiftKey ? palette : null
  const typing = target instanceof HTMLElement && target.matches('input, textarea, select')
  if (typing || event.altKey) return null
  if (key === 'K' && event.shiftKey) return kill
  if (key === '?') return () => show('help')
  return key === '/' ? () => search(palette) : null
}

/** To the page's own search field; everything can be searched where it has none. */
function search(palette: () => void): void {
  const field = document.querySelector<HTMLInputElement>('main [data-search]')
  if (field === null) palette()
  else field.focus()
}
