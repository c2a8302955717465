/** `auto` follows the system. */
export type Theme = 'auto' | 'light' | 'dark'

const key = 'partial-trust.theme'

export function savedTheme(): Theme {
  try {
    const saved = localStorage.getItem(key)
    return saved === 'light' || saved === 'dark' ? saved : 'auto'
  } catch {
    return 'auto' // storage can be forbidden; the page works without it
  }
}

export function saveTheme(theme: Theme): void {
  applyTheme(theme)
  try {
    localStorage.setItem(key, theme)
  } catch {
    // not remembered, but in force
  }
}

export function applyTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme
}
