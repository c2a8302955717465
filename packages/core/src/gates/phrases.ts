/** A whole number with thin groups: `12 345`. Rounded up: what is still needed is never understated. */
export function whole(value: number): string {
  return String(Math.ceil(value - 1e-9)).replaceAll(/\B(?=(?:\d{3})+$)/gu, ' ')
}

/** `3 days`, `1.5 days`, `6.0 hours`, `12 minutes`, `30 seconds`. */
export function days(value: number): string {
  if (value === 0) return '0 days'
  if (value < 2 / 1440) return counted(Math.ceil(value * 86_400 - 1e-6), 'second')
  if (value < 1 / 24) return counted(Math.ceil(value * 1440 - 1e-6), 'minute')
  if (value < 1) return `${(value * 24).toFixed(1)} hours`
  return counted(Math.round(value * 10) / 10, 'day')
}

function counted(value: number, unit: string): string {
  return `${value} ${unit}${value === 1 ? '' : 's'}`
}

/** A rate to three digits: `0.05`, `0.0123`, `1.2e-7`. */
export function rate(value: number): string {
  return String(Number(value.toPrecision(3)))
}

/** A share in percent, to one digit: `2.0 %`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
