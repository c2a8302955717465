import { useState } from 'react'
import type { ReactElement } from 'react'
import { savedTheme, saveTheme } from './theme.js'
import type { Theme } from './theme.js'

const next: Record<Theme, Theme> = { auto: 'light', light: 'dark', dark: 'auto' }
const icons: Record<Theme, string> = {
  auto: 'M8 2a6 6 0 1 0 0 12V2Z',
  light:
    'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM8 1v2M8 13v2M1 8h2M13 8h2M3 3l1.4 1.4M11.6 11.6 13 13M13 3l-1.4 1.4M4.4 11.6 3 13',
  dark: 'M13 9.5A5.5 5.5 0 0 1 6.5 3 5.5 5.5 0 1 0 13 9.5Z',
}

export function ThemeButton(): ReactElement {
  const [theme, setTheme] = useState(savedTheme)
  const change = (): void => {
    setTheme(next[theme])
    saveTheme(next[theme])
  }
  const label = `Colours: ${theme === 'auto' ? 'as the system' : theme}`
  return (
    <button type="button" className="icon-button" title={label} aria-label={label} onClick={change}>
      <svg viewBox="0 0 16 16" className="icon" aria-hidden="true">
        <path d={icons[theme]} />
      </svg>
    </button>
  )
}
