import { useEffect } from 'react'

/** Names the page in tabs, history and to screen readers, most particular part first. */
export function usePageTitle(...parts: readonly string[]): void {
  const title = [...parts, 'Partial Trust'].join(' · ')
  useEffect(() => {
    document.title = title
  }, [title])
}
