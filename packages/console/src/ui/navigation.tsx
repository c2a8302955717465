import type { ReactElement } from 'react'
import { Link, useLocation } from 'wouter'
import { useOverview } from '../api/queries.js'
import { demoPage, pages } from './pages.js'

export function Navigation(): ReactElement {
  const demo = useOverview().data?.demo === true
  const [location] = useLocation()
  return (
    <nav className="nav" aria-label="Pages">
      {[...pages, ...(demo ? [demoPage] : [])].map(({ href, name, icon }) => {
        const current =
          href === '/'
            ? location === '/' || location.startsWith('/corridors')
            : location.startsWith(href)
        return (
          <Link
            key={href}
            href={href}
            className="nav-link"
            aria-current={current ? 'page' : undefined}
          >
            <svg viewBox="0 0 16 16" className="icon" aria-hidden="true">
              <path d={icon} />
            </svg>
            {name}
          </Link>
        )
      })}
    </nav>
  )
}
