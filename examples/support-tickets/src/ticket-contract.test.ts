import { describe, expect, it } from 'vitest'
import { validateTicket } from './ticket-contract.js'

const ticket = {
  ticketId: 't-1',
  subject: '',
  body: '',
  plan: 'free',
  isAutomatic: false,
  mayBeReadByModel: true,
}

describe('the contract of a ticket', () => {
  it('takes a ticket as it is', () => {
    expect(validateTicket(ticket)).toEqual({ kind: 'valid', command: ticket })
  })

  it.each([
    ['a list', [], ''],
    ['nothing', null, ''],
    ['an unknown key', { ...ticket, CANARY: 'CANARY' }, ''],
    ['no id', { ...ticket, ticketId: '' }, '/ticketId'],
    ['another plan', { ...ticket, plan: 'CANARY' }, '/plan'],
    ['a text for a truth', { ...ticket, isAutomatic: 'CANARY' }, '/isAutomatic'],
  ])('refuses %s, points at it and repeats nothing', (_, value, pointer) => {
    const checked = validateTicket(value)
    expect(checked).toMatchObject({ kind: 'invalid', problems: [{ pointer }] })
    expect(JSON.stringify(checked)).not.toContain('CANARY')
  })
})
