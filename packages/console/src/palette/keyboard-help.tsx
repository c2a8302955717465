import type { ReactElement } from 'react'
import { CloseFoot } from '../ui/close-foot.js'
import { Dialog } from '../ui/dialog.js'

const keys = [
  ['⌘K or Ctrl K', 'Go to a page or corridor, or do something with one'],
  ['/', 'Search this page, or everything'],
  ['⇧K', 'Kill: this page’s corridor, or the one you choose'],
  ['Ctrl Enter', 'Send a change from its reason'],
  ['← → Home End', 'Read a chart’s values, once it has the focus'],
  ['Enter', 'On a chart: show the decisions behind the value'],
  ['+ − 0', 'On a chart: zoom in around the value, out, and back to everything'],
  ['Esc', 'Close a dialog; nothing is sent'],
  ['?', 'This list'],
] as const

/** Every key the console knows. */
export function KeyboardHelp({ onClose }: { readonly onClose: () => void }): ReactElement {
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <dl className="keys">
        {keys.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <CloseFoot onClose={onClose} />
    </Dialog>
  )
}
