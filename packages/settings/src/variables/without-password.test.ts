import { describe, expect, it } from 'vitest'
import { withoutPassword } from './without-password.js'

describe('withoutPassword', () => {
  it.each([
    ['postgres://ada:hush@h/db', 'postgres://ada:***@h/db'],
    ['postgres://h/db?user=ada&password=hush', 'postgres://h/db?user=ada&password=***'],
    [
      'postgres://h/db?sslmode=require&sslpassword=hush&PASSWORD=hush',
      'postgres://h/db?sslmode=require&sslpassword=***&PASSWORD=***',
    ],
    ['https://h/v1?api-version=7&key=hush', 'https://h/v1?api-version=7&key=***'],
    ['https://h/v1?key=hush&key=hush', 'https://h/v1?key=***'],
    ['https://hush@h/v1', 'https://***@h/v1'],
    ['https://h/v1#hush', 'https://h/v1'],
    ['postgres://ada:hu/sh@h/db', '***'],
    [
      'cannot reach https://a:hush@h/x, nor http://b/y',
      'cannot reach https://a:***@h/x, nor http://b/y',
    ],
    ['host=h user=ada password=hush', 'host=h user=ada password=***'],
    ['sqlite:.partial-trust/state.db', 'sqlite:.partial-trust/state.db'],
    ['https://api.openai.com/v1', 'https://api.openai.com/v1'],
    ['0.01', '0.01'],
    ['postgres:ada:hush@h/db', '***@h/db'],
    ['postgres//ada:hush@h/db', '***@h/db'],
    ['ada:hush@h/v1', '***@h/v1'],
    ['sqlite:/x.db?key=hush', 'sqlite:/x.db?key=***'],
    ['"sk-proj-hushhush12" is no URL', '"***" is no URL'],
    ['pt_operator_hushhushhush', '***'],
    ['https://h/v1/pt_viewer_hushhushhush/x', 'https://h/v1/***'],
    ['whsec_hush+hush/hush==', '***'],
    ['sk_live_hushhushhush', '***'],
    ['eyJhbGciOiJIUzI1NiJ9.e30.hush', '***'],
    ['ada@example.org wrote at 12:30', 'ada@example.org wrote at 12:30'],
    ['store sqlite:/a/b.db: busy for 3 ms', 'store sqlite:/a/b.db: busy for 3 ms'],
  ])('shows %s as %s', (text, shown) => {
    expect(withoutPassword(text)).toBe(shown)
  })
})
