import { Component } from 'react'
import type { ReactNode } from 'react'
import { Failure } from './notices.js'

type Props = { readonly children: ReactNode }
type State = { readonly error: Error | null }

/**
 * Keeps a fault of one page from taking the kill switch off the screen. Trying again loads the whole
 * page: a part that did not arrive once is remembered by the browser as missing, and after a new
 * version of the service it is gone for good under its old name.
 */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: null }

  static getDerivedStateFromError(error: Error): State {
    return { error }
  }

  override render(): ReactNode {
    const { error } = this.state
    if (error === null) return this.props.children
    return <Failure error={error} retry={() => location.reload()} />
  }
}
