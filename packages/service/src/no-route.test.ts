import { connect } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultPlan } from '@partial-trust/core'
import { createVirtualClock } from '@partial-trust/testing'
import type { FastifyInstance } from 'fastify'
import { afterEach, describe, expect, it } from 'vitest'
import { compose } from 'partial-trust'
import { householdConfig } from '@partial-trust/example-household/config'
import { operatorActions } from '@partial-trust/host'
import { buildService } from './build-service.js'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean()
})

async function started(): Promise<FastifyInstance> {
  const cwd = mkdtempSync(join(tmpdir(), 'pt-no-route-'))
  cleanups.push(() => rmSync(cwd, { recursive: true, force: true }))
  const app = await compose({
    registered: householdConfig.corridors,
    configFile: null,
    cwd,
    env: { PARTIAL_TRUST_STATE: 'none' },
  })
  const { server } = await buildService(app, {
    host: '127.0.0.1',
    tokens: {
      verify: () => null,
      ended: () => null,
      credential: () => null,
      problem: () => null,
      list: () => [],
    },
    actions: operatorActions(app, defaultPlan, Date.now),
    clock: createVirtualClock(Date.now()),
  })
  cleanups.push(() => app.close())
  cleanups.push(() => server.close())
  return server
}

describe('a request that no route takes', () => {
  it.each([
    ['GET', '/v1/decide', 'POST'],
    ['OPTIONS', '/v1/decide/?intent=x', 'POST'],
    ['DELETE', '/healthz', 'GET, HEAD'],
    ['GET', '/v1/corridors/add_shopping_item/kill', 'POST'],
    ['PUT', '/v1/session', 'DELETE, GET, HEAD, POST'],
  ] as const)('%s %s is told what the resource takes: %s', async (method, url, allow) => {
    const answer = await (await started()).inject({ method, url })
    expect([answer.statusCode, answer.headers['allow']]).toEqual([405, allow])
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
  })

  it.each([
    [404, '/v1/canary'],
    [404, '/v1/decide/canary'],
    [404, '/v1//decide'],
    [404, `/v1/corridors/${'canary'.repeat(20)}`],
    [400, '/canary%'],
    [400, '/%ff'],
  ])('gets %i for %s, in a problem document that repeats nothing of it', async (status, url) => {
    const answer = await (await started()).inject(url)
    expect(answer.statusCode).toBe(status)
    expect(answer.json()).toMatchObject({ status, type: 'about:blank' })
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
    expect(answer.body).not.toContain('canary')
    expect(answer.body).not.toContain('%ff')
  })

  it('is none that /openapi.json lists for the service itself', async () => {
    const server = await started()
    const { paths } = (await server.inject('/openapi.json')).json<{ paths: object }>()
    const views =
      /^\/v1\/(corridors(\/\{intent\}(\/(metrics|gate|audit))?)?|audit|plan|readiness|records|runbook|reason-codes)$/u
    const own = Object.entries(paths).filter(([path]) => !views.test(path))
    expect(own.map(([path]) => path)).toEqual(
      expect.arrayContaining([
        '/v1/decide',
        '/v1/outcomes',
        '/v1/events',
        '/healthz',
        '/readyz',
        '/metrics',
        ...['kill', 'resume', 'promote', 'demote', 'incident', 'rollout'].map(
          (change) => `/v1/corridors/{intent}/${change}`,
        ),
      ]),
    )
    for (const [path, methods] of own) {
      for (const method of Object.keys(Object(methods))) {
        const url = path.replace('{intent}', 'add_shopping_item')
        if (method === 'get') expect((await server.inject(url)).statusCode, url).not.toBe(404)
        else
          expect([400, 401, 415]).toContain(
            (await server.inject({ method: 'POST', url })).statusCode,
          )
      }
    }
  })

  it.each([
    ['canary\r\n\r\n', 'HTTP/1.1 400 '],
    [`GET / HTTP/1.1\r\nhost: x\r\nx: ${'canary'.repeat(5000)}\r\n\r\n`, 'HTTP/1.1 431 '],
  ])('is answered with a problem document even where it is no HTTP', async (bytes, status) => {
    const server = await started()
    const { port } = new URL(await server.listen({ port: 0, host: '127.0.0.1' }))
    const socket = connect(Number(port), '127.0.0.1')
    socket.end(bytes)
    let answer = ''
    for await (const chunk of socket.setEncoding('utf8')) answer += String(chunk)
    expect(answer.startsWith(status)).toBe(true)
    expect(answer).toContain('content-type: application/problem+json')
    expect(answer).not.toContain('canary')
    const [, body = ''] = answer.split('\r\n\r\n')
    expect(JSON.parse(body)).toMatchObject({ type: 'about:blank' })
  })
})
