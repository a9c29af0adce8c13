import { expect, test } from 'vitest'
import { createProject, type Document } from '../rig/project.ts'

const config = (mapping: string) => `
  import { defineProject } from 'assetstore'
  const project = defineProject({
    assets: () => import('./assets/index.ts'),
    resources: { settings: { mapping: ${mapping}, list: [{ z: 1, y: 2 }], topK: 3 } },
  })
  export default project
  export const { asset } = project
`
const files = {
  'assets.config.ts': config('{ title: 1, body: 2 }'),
  'assets/index.ts': `
    import { asset } from '#project'
    import { names } from '../src/names.ts'
    export const keys = asset((_, { settings }) => Object.keys(settings.mapping).map((name) => ({ name })))
    export const loop = asset(function* (_, { settings }) { for (const name in settings.mapping) yield { name } })
    export const helper = asset((_, { settings }) => [{ names: names(settings.mapping) }])
    export const spread = asset((_, { settings }) => [{ ...settings.mapping }])
    export const json = asset((_, { settings }) => [{ text: JSON.stringify(settings) }])
    export const alias = asset((_, { settings: { mapping } }) => [{ text: String(Object.entries(mapping)) }])
    export const context = asset((_, ctx) => { const { settings } = ctx; return [{ text: JSON.stringify(settings) }] })
    export const member = asset((_, { settings }) => [{ title: settings.mapping.title, k: settings.topK }])
    const wanted: 'title' | 'body' = 'title'
    export const lookup = asset((_, { settings: { mapping } }) => [{ title: mapping[wanted], has: wanted in mapping }])
    export const other = asset((_, { settings }) => settings.list.map(({ z }) => ({ z })))
  `,
  'src/names.ts': 'export const names = (of: object) => Object.keys(of).join()\n',
}

test('the order of the keys of a setting counts for those that may see it, and for nobody else', async () => {
  await using project = await createProject(files)
  await project.json('materialize')
  project.edit({ 'assets.config.ts': config('{ body: 2, title: 1 }') })
  const { assets } = await project.json('status')
  const stale = assets.filter(({ status }: Document) => status === 'stale').map(({ name }: Document) => name)
  expect(stale.sort()).toEqual(['alias', 'context', 'helper', 'json', 'keys', 'loop', 'spread'])
  expect(assets[0].causes).toMatchObject([
    {
      kind: 'config_changed',
      subject: '/resources/settings/mapping',
      message: 'config changed: the order of the keys of /resources/settings/mapping',
    },
  ])
  expect((await project.assets('explain', 'keys')).stdout).toContain('the order of the keys')
  await project.json('materialize')
  expect((await project.json('query', 'select names from helper')).rows).toEqual([{ names: 'body,title' }])
  expect((await project.json('status')).counts).toMatchObject({ fresh: 10 })
})
