import { expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'

test('a variable that one asset read to fill what two use is an ingredient of both', async () => {
  await using project = await createProject(
    {
      'src/client.ts': [
        'let client: string | undefined',
        'export const model = (env: (name: string) => string) => (client ??= env("MODEL"))',
        '',
      ].join('\n'),
      'assets/index.ts': [
        "import { asset } from '#project'",
        "import { model } from '../src/client.ts'",
        'export const first = asset((_, { env }) => [{ model: model(env) }])',
        'export const second = asset(({ first }, { env }) => [{ model: model(env) }])',
        "export const apart = asset(() => [{ model: 'none' }])",
        '',
      ].join('\n'),
    },
    { env: { MODEL: 'small' } },
  )
  expect((await project.assets('materialize')).exitCode).toBe(0)
  const moved = async (MODEL: string) => {
    const ended = await project.run(['plan', '--json'], { env: { MODEL } })
    const { steps } = JSON.parse(ended.stdout) as { steps: { asset: string; causes: object[] }[] }
    return steps.filter(({ causes }) => JSON.stringify(causes).includes('MODEL')).map(({ asset }) => asset)
  }
  expect(await moved('small')).toEqual([])
  expect(await moved('large')).toEqual(['first', 'second'])
})
