import { splitItems } from '../split-items.js'
import type { Span, Utterance } from '../utterance.js'
import { isEnglishGoods } from './is-english-goods.js'

/** Whether a span names things that households buy, and nothing else. */
export function areGoods(utterance: Utterance, span: Span): boolean {
  return splitItems(utterance, span)?.every(({ name }) => isEnglishGoods(name, true)) ?? false
}
