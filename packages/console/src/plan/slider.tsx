import { useId } from 'react'
import type { ReactElement } from 'react'

type Props = {
  readonly label: string
  readonly value: number
  readonly min: number
  readonly max: number
  readonly step: number
  readonly text: string
  readonly onChange: (value: number) => void
}

export function Slider({ label, value, min, max, step, text, onChange }: Props): ReactElement {
  const id = useId()
  return (
    <div className="slider">
      <p className="progress-text">
        <label htmlFor={id}>{label}</label>
        <output htmlFor={id} className="num">
          <strong>{text}</strong>
        </output>
      </p>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        aria-valuetext={text}
        onChange={({ target }) => onChange(Number(target.value))}
      />
    </div>
  )
}
