import { z } from 'zod'
import { describe, expect, it } from 'vitest'
import { decisionRows } from './decision-rows.js'
import { processRows } from './process-rows.js'
import { read } from './read.js'
import type { Routes } from './route.js'
import { studyRows } from './study-rows.js'
import { documentRows, viewRows } from './view-rows.js'

// A command is decided whatever a balancer adds to its path.
const { decide: _decide, ...otherDecisionRows } = decisionRows
const people: Routes = { ...viewRows, ...documentRows, ...studyRows, ...otherDecisionRows }

describe('a route that answers people', () => {
  it.each(Object.entries(people))(
    '(%s) takes no question that it would pass over',
    (_name, route) => {
      const { query, method } = route
      if (query === undefined) expect(method).toBe('POST')
      const shape = query === 'none' || query === undefined ? z.strictObject({}) : query
      const asked = read(shape, { limt: '3' })
      const said = asked.kind === 'wrong' ? asked.problems.map(({ message }) => message) : []
      expect(said).toContainEqual(expect.stringMatching(/^takes .*no (?:other )?key$/u))
    },
  )

  it.each(['0x10', '1e2', '', ' 5', '1.5', '-1', '0', '1001', '9'.repeat(30), ['5', '6']])(
    'takes no limit of %j',
    (limit) => {
      expect(read(viewRows.audit.query, { limit }).kind).toBe('wrong')
      expect(read(viewRows.records.query, { limit }).kind).toBe('wrong')
      expect(read(processRows.evidence.query, { since: limit === '0' ? '' : limit }).kind).toBe(
        limit === '1001' ? 'right' : 'wrong',
      )
    },
  )

  it('takes a limit in plain digits, or none', () => {
    expect(read(viewRows.audit.query, { limit: '7' })).toMatchObject({ value: { limit: 7 } })
    expect(read(viewRows.audit.query, {})).toMatchObject({ value: { limit: 100 } })
  })
})
