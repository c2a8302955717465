import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { openTcpProxy } from './tcp-proxy.js'

it('falls silent without closing anything when it is cut, and delivers what was sent when healed', async () => {
  const echo = createServer((socket) => socket.pipe(socket))
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve))
  const address = echo.address()
  if (typeof address !== 'object' || address === null) throw new Error('no port')
  const proxy = await openTcpProxy({ host: '127.0.0.1', port: address.port })
  const client = connect(proxy.port, '127.0.0.1')
  client.setEncoding('utf8')
  client.write('one')
  expect(await once(client, 'data')).toEqual(['one'])
  proxy.cut()
  const echoed = once(client, 'data')
  client.write('two')
  expect(await Promise.race([echoed, sleep(100, 'silence')])).toBe('silence')
  expect(client.destroyed).toBe(false)
  proxy.heal()
  expect(await echoed).toEqual(['two'])
  client.destroy()
  proxy.close()
  echo.close()
})
