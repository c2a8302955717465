import { isScalar, visit } from 'yaml'
import type { YamlWithLines } from '@partial-trust/settings/yaml'

export type UnfilledPlaceholder = { readonly line: number; readonly reason: string }

const placeholder = /\$\{([A-Z_a-z][A-Z_a-z0-9]*)\}/g

/**
 * Replaces `${NAME}` in every text value by the environment's NAME, in place, and names what is
 * left over. Filling happens after parsing, so that a value can never become structure.
 */
export function fillPlaceholders(
  yaml: YamlWithLines,
  env: Readonly<Record<string, string | undefined>>,
): readonly UnfilledPlaceholder[] {
  const unfilled: UnfilledPlaceholder[] = []
  visit(yaml.document, {
    Scalar(role, node) {
      if (!isScalar(node) || typeof node.value !== 'string' || !node.value.includes('${')) return
      const line = yaml.lineOfOffset(node.range?.[0] ?? 0)
      if (role === 'key') {
        unfilled.push({ line, reason: 'a key cannot hold a placeholder' })
        return
      }
      const rest = node.value.replace(placeholder, (_, name: string) => {
        if (isSet(env[name])) return ''
        unfilled.push({ line, reason: `\${${name}} is left over: ${name} is not set` })
        return ''
      })
      if (rest.includes('${')) {
        unfilled.push({ line, reason: 'a placeholder is malformed; it reads ${NAME}' })
      }
      node.value = node.value.replace(placeholder, (_, name: string) => env[name] ?? '')
    },
  })
  return unfilled
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== ''
}
