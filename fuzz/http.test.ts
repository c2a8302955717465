import { expect, it } from 'vitest'
import { runHttp } from './run-http.ts'

it('the service answers made-up requests in its own form, repeats none, and changes nothing for nobody', async () => {
  const { broken, outcomes } = await runHttp(600, 1)
  expect(broken).toBeNull()
  expect([...outcomes.keys()]).toEqual(
    expect.arrayContaining(['200', '400', '401', '404', '405', '415']),
  )
})
