import { expect, test } from 'vitest'
import { createProject, type Document } from '../rig/project.ts'

const config = (port: number) => `
  import { defineProject } from 'assetstore'
  import { Client } from './src/client.ts'
  const filled = new Map<string, number>()
  filled.set('port', ${port})
  const project = defineProject({
    assets: () => import('./assets/index.ts'),
    resources: {
      client: new Client('http://one'),
      hosted: new Client(process.env.HOST_URL ?? 'none'),
      ports: new Map([['port', ${port}]]),
      filled,
      address: new URL('http://one:${port}/'),
      nested: { model: 'a', ports: new Map([['port', ${port}]]) },
      other: new Map([['port', 1]]),
    },
  })
  export default project
  export const { asset } = project
`
const client = `export class Client {
  #url: string
  constructor(url: string) { this.#url = url }
  get(): string { return this.#url + '/v1' }
}
`
const files = {
  'assets.config.ts': config(1),
  'src/client.ts': client,
  'assets/index.ts': `
    import { asset } from '#project'
    export const instance = asset((_, { client }) => [{ value: client.get() }])
    export const variable = asset((_, { hosted }) => [{ value: hosted.get() }])
    export const map = asset((_, { ports }) => [{ value: ports.get('port') ?? 0 }])
    export const statement = asset((_, { filled }) => [{ value: filled.get('port') ?? 0 }])
    export const url = asset((_, { address }) => [{ value: address.href }])
    export const inside = asset((_, { nested }) => [{ value: nested.ports.get('port') ?? 0 }])
    export const apart = asset((_, { other }) => [{ value: other.get('port') ?? 0 }])
  `,
}

test('a resource that is an instance, a map or a URL counts by the code and the variables that make it', async () => {
  await using project = await createProject(files)
  const staleIn = async (env = {}) => {
    const { assets } = JSON.parse((await project.run(['status', '--json'], { env })).stdout)
    return assets.filter(({ status }: Document) => status === 'stale').map(({ name }: Document) => name)
  }
  expect((await project.json('materialize')).counts).toMatchObject({ ran: 7 })
  expect(await staleIn()).toEqual([])
  expect(await staleIn({ HOST_URL: 'http://two' })).toEqual(['variable'])
  project.edit({ 'src/client.ts': client.replace('/v1', '/v2') })
  expect(await staleIn()).toEqual(['instance', 'variable'])
  project.edit({ 'src/client.ts': client, 'assets.config.ts': config(2) })
  expect(await staleIn()).toEqual(['map', 'statement', 'url', 'inside'])
})
