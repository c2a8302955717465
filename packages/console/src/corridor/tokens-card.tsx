import { useState } from 'react'
import type { ReactElement } from 'react'
import type { CountsView } from '../api/views.js'
import { count, ratio } from '../format/numbers.js'
import { readNumber } from '../format/read-number.js'
import { Card } from '../ui/card.js'
import { NotRead } from '../ui/not-read.js'
import { Empty } from '../ui/notices.js'

/** Tokens of the last day and, at prices the viewer states, what they cost. */
export function TokensCard({ day }: { readonly day: CountsView }): ReactElement {
  const [inputPrice, setInputPrice] = usePrice('input')
  const [outputPrice, setOutputPrice] = usePrice('output')
  const { metered, attempts, accepted, input_tokens: input, output_tokens: output } = day
  const cost = (input * inputPrice + output * outputPrice) / 1e6
  const stated = inputPrice > 0 || outputPrice > 0
  return (
    <Card title="Tokens and cost" note="Last 24 h, all processes. Prices stay in this browser.">
      {metered === 0 ? (
        <Empty title="No candidate has named its tokens">
          The endpoint reports them with each answer.
        </Empty>
      ) : (
        <div className="tokens">
          <dl className="pairs">
            <dt>Input</dt>
            <dd className="num">{count(input)} tokens</dd>
            <dt>Output</dt>
            <dd className="num">{count(output)} tokens</dd>
            <dt>Per candidate</dt>
            <dd className="num">
              {count(input / metered)} in, {count(output / metered)} out
            </dd>
            <dt>Metered</dt>
            <dd className="num">
              {ratio(metered, attempts)} of {count(attempts)} candidates
            </dd>
          </dl>
          <div className="prices">
            <Price
              label="Price per million input tokens"
              value={inputPrice}
              onChange={setInputPrice}
            />
            <Price
              label="Price per million output tokens"
              value={outputPrice}
              onChange={setOutputPrice}
            />
          </div>
          <p className="cost">
            {stated ? (
              <>
                <span className="figure">{money(cost)}</span>{' '}
                <span className="small">
                  in 24 h{accepted > 0 && ` · ${money(cost / accepted)} per accepted candidate`}
                </span>
              </>
            ) : (
              <span className="small">
                State your prices to see the cost; the service knows none.
              </span>
            )}
          </p>
        </div>
      )}
    </Card>
  )
}

type PriceProps = {
  readonly label: string
  readonly value: number
  readonly onChange: (value: number) => void
}

function Price({ label, value, onChange }: PriceProps): ReactElement {
  // What is typed stays as it is typed: `0.` is on its way to `0.05`.
  const [text, setText] = useState(value === 0 ? '' : String(value))
  return (
    <label className="field">
      <small>{label}</small>
      <input
        type="text"
        inputMode="decimal"
        value={text}
        placeholder="0.00"
        aria-invalid={readNumber(text).kind === 'unreadable'}
        onChange={({ target }) => {
          setText(target.value)
          const read = readNumber(target.value)
          onChange(read.kind === 'number' ? read.value : 0)
        }}
      />
      {readNumber(text).kind === 'unreadable' && <NotRead like="0.05 or 1250" />}
    </label>
  )
}

function usePrice(kind: string): readonly [number, (value: number) => void] {
  const key = `partial-trust.price.${kind}`
  const [price, setPrice] = useState(() => {
    try {
      return Number(localStorage.getItem(key)) || 0
    } catch {
      return 0
    }
  })
  return [
    price,
    (value) => {
      setPrice(value)
      try {
        localStorage.setItem(key, String(value))
      } catch {
        // not remembered
      }
    },
  ]
}

function money(value: number): string {
  return value >= 1 ? value.toFixed(2) : String(Number(value.toPrecision(2)))
}
