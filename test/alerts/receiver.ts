import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Document, Files } from '../rig/project.ts'

export interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Answers with each of these codes in turn, 0 with nothing at all, and with 200 from then on; `told` is called at each message; 429 asks for `patience`, 302 for another place. */
export async function receiver(codes: readonly number[] = [], told: () => void = () => undefined, patience = '0') {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    received.push({ headers: request.headers, body: await text(request) })
    told()
    const code = codes[received.length - 1] ?? 200
    if (code === 0) return
    response
      .writeHead(code, code === 429 ? { 'retry-after': patience } : code === 302 ? { location: '/login' } : {})
      .end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    received,
    messages: (): Document[] => received.map(({ body }) => JSON.parse(body)),
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/x`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

export const alerting = (alerts: string): Files => ({
  'assets.config.ts': `
    import { command, defineProject, slack, webhook } from 'assetstore'
    const project = defineProject({
      assets: () => import('./assets/index.ts'),
      schedules: { often: { every: '1s' } },
      alerts: [${alerts}],
    })
    export default project
    export const { asset, source, check, effect } = project`,
  'src/size.ts': 'export const size = 1\n',
  'assets/index.ts': `
    import { asset, check } from '#project'
    import { called } from '../rig.ts'
    import { size } from '../src/size.ts'
    export const raw = asset(async () => {
      await called('raw')
      if (process.env.BROKEN) throw new Error('the token is ' + process.env.API_TOKEN)
      return [{ size }]
    })
    export const report = asset(({ raw }) => raw)
    export const other = asset(({ raw }) => raw)
    export const is_small = check({ severity: 'warn' }, ({ raw }) => ({ passed: raw.count === size, message: 'too large' }))`,
})
