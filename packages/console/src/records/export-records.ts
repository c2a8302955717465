import type { RecordsView } from '../api/views.js'

type Records = RecordsView['records']

/** Saves what is shown as a file of the viewer's: CSV, or JSON as an array. */
export function exportRecords(records: Records, format: 'csv' | 'json'): void {
  if (format === 'json') saveJson(records, 'records.json')
  else saveText(csvOf(records), 'text/csv', 'records.csv')
}

/** Saves a view as a JSON file of the viewer's. */
export function saveJson(value: unknown, name: string): void {
  saveText(`${JSON.stringify(value, null, 2)}\n`, 'application/json', name)
}

/** Saves text as a file of the viewer's. */
export function saveText(text: string, type: string, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type }))
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

/** A line a record, nested values as JSON; RFC 4180. */
function csvOf(records: Records): string {
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))]
  const lines = records.map((record) => {
    const values = new Map<string, unknown>(Object.entries(record))
    return names.map((name) => cellOf(values.get(name))).join(',')
  })
  return [names.join(','), ...lines, ''].join('\r\n')
}

/** A spreadsheet takes what begins with one of `=+-@` for a formula; ids come from outside. */
function cellOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  const plain = typeof value === 'string' ? value : JSON.stringify(value)
  const text = typeof value === 'string' && /^[=+\-@\t\r]/u.test(plain) ? `'${plain}` : plain
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
