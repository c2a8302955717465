import type { Redirection } from 'unbash'
import { refuse, type Refused } from '../guard/refusal.js'
import type { Sink } from './shell.js'

export type Outputs = { readonly stdout: Sink; readonly stderr: Sink }

/** Follows redirects in order. Only `/dev/null` and joining the two outputs can be asked for. */
export function readRedirects(redirects: readonly Redirection[]): Outputs | Refused {
  let outputs: Outputs = { stdout: 'out', stderr: 'err' }
  for (const redirect of redirects) {
    const next = apply(outputs, redirect)
    if ('code' in next) return next
    outputs = next
  }
  return outputs
}

function apply(outputs: Outputs, redirect: Redirection): Outputs | Refused {
  if (redirect.type === 'HereDoc') {
    return refuse('redirect', 'a here-document would feed text to the command')
  }
  const target = redirect.target?.text ?? ''
  const written = `${redirect.operator}${target}`
  if (redirect.type === 'HereString') {
    return refuse('redirect', `"${written}" would feed text to the command`)
  }
  if (redirect.descriptor !== undefined && redirect.descriptor.type !== 'FileDescriptor') {
    return refuse('redirect', `"${written}" would open a descriptor by name`)
  }
  const from = redirect.descriptor?.value ?? 1
  if (from !== 1 && from !== 2) {
    return refuse('redirect', `"${from}${written}" uses another descriptor than 1 and 2`)
  }
  if (redirect.operator === '>&' && target === '1' && from === 2) {
    return { ...outputs, stderr: outputs.stdout }
  }
  if (redirect.operator === '>&' && target === '2' && from === 1) {
    return { ...outputs, stdout: outputs.stderr }
  }
  if (target === '/dev/null') {
    if (redirect.operator === '>') {
      return from === 1 ? { ...outputs, stdout: 'null' } : { ...outputs, stderr: 'null' }
    }
    if (redirect.operator === '&>') return { stdout: 'null', stderr: 'null' }
  }
  const direction = redirect.operator.startsWith('<') ? 'read from' : 'write to'
  return refuse(
    'redirect',
    `"${written}" would ${direction} "${target}"; only output to /dev/null and 2>&1 are allowed`,
  )
}
