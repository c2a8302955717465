import { Component } from 'react'
import type { ReactNode } from 'react'
import { Failure } from './notices.js'

type Props = { readonly children: ReactNode }
type State = { readonly error: Error | null }

/** Keeps a fault of one page from taking the kill switch off the screen. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: null }

  static getDerivedStateFromError(error: Error): State {
    return { error }
  }

  override render(): ReactNode {
    const { error } = this.state
    if (error === null) return this.props.children
    return <Failure error={error} retry={() => this.setState({ error: null })} />
  }
}
