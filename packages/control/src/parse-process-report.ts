import { isRecord } from '@partial-trust/core'
import type { HeardReport, ProcessReport } from './evidence-store.js'
import { longestLeaseMs } from './lease.js'
import { parseJson } from './parse-json.js'

/** @throws {TypeError} when the JSON is not a process's report. */
export function parseProcessReport(json: string): ProcessReport {
  const value = parseJson(json, 'a process report')
  if (!isReport(value)) throw new TypeError('a process report does not read as one')
  return value
}

/** The same of a report as it is handed out, with how long ago the store took it. */
export function heardReport(json: string, heardMs: number | undefined): HeardReport {
  const { heard_ms: _, ...report }: HeardReport = parseProcessReport(json)
  return heardMs === undefined ? report : { ...report, heard_ms: heardMs }
}

function isReport(value: unknown): value is ProcessReport {
  if (!isRecord(value) || !Array.isArray(value['corridors'])) return false
  const texts = ['instance', 'host', 'started_at', 'seen_at']
  const counts = ['pid', 'lease_ms', 'dropped_records', 'dropped_cells']
  const corridors: readonly unknown[] = value['corridors']
  return (
    texts.every((key) => typeof value[key] === 'string') &&
    counts.every((key) => Number.isFinite(value[key])) &&
    // A kill waits for it by these, and tells people to end it by that number.
    isWithin(value['lease_ms'], 1, longestLeaseMs) &&
    isWithin(value['pid'], 1, Number.MAX_SAFE_INTEGER) &&
    Number.isInteger(value['pid']) &&
    (value['report_every_ms'] === undefined || Number.isFinite(value['report_every_ms'])) &&
    (value['unkept_cells'] === undefined || Number.isFinite(value['unkept_cells'])) &&
    (value['disk_problem'] === undefined || typeof value['disk_problem'] === 'string') &&
    (value['stop_proof'] === undefined || isProof(value['stop_proof'])) &&
    (value['stopped'] === undefined || value['stopped'] === true) &&
    corridors.every(
      (corridor) =>
        isRecord(corridor) &&
        typeof corridor['intent'] === 'string' &&
        isWithin(corridor['rate'], 0, 1) &&
        typeof corridor['set_by'] === 'string' &&
        isMode(corridor['mode']) &&
        (corridor['version'] === undefined || Number.isSafeInteger(corridor['version'])) &&
        (corridor['entry'] == null || typeof corridor['entry'] === 'string'),
    )
  )
}

function isProof(value: unknown): boolean {
  if (!isRecord(value) || typeof value['at'] !== 'string') return false
  const { proved, unproved, slowest_ms: slowest } = value
  return (
    Array.isArray(proved) &&
    proved.every((name) => typeof name === 'string') &&
    Array.isArray(unproved) &&
    unproved.every(
      (one) =>
        isRecord(one) &&
        typeof one['instance'] === 'string' &&
        typeof one['host'] === 'string' &&
        Number.isFinite(one['pid']),
    ) &&
    (slowest === null || Number.isFinite(slowest))
  )
}

function isWithin(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && value >= least && value <= most
}

/** Older reports have none. */
function isMode(value: unknown): boolean {
  return value === undefined || value === 'live' || value === 'shadow'
}
