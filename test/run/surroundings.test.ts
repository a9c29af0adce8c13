import { expect, test } from 'vitest'
import { createProject, type Project } from '../rig/project.ts'

const files = {
  'assets/index.ts': `
    import { asset } from '#project'
    import { model } from '../src/model.ts'
    export const hours = asset(() => [{ hour: new Date(0).getHours() }])
    export const prompts = asset(() => [{ model: model() }])
    export const sets = asset(() => { process.env.MODEL ??= 'mine'; return [{ n: 1 }] })
    export const plain = asset(() => [{ n: 1 }])
  `,
  'src/model.ts': "const { MODEL = 'small' } = process.env\nexport const model = () => MODEL\n",
}

const inZone = async (project: Project, zone: string, model: string, ...words: string[]) =>
  JSON.parse((await project.run([...words, '--json'], { env: { TZ: zone, MODEL: model } })).stdout)

test('the time zone and a variable that is read by its name are ingredients, and no warnings', async () => {
  await using project = await createProject(files)
  const first = await inZone(project, 'Asia/Tokyo', 'large', 'materialize')
  expect(first).toMatchObject({ warnings: [], counts: { ran: 4 } })
  expect(await inZone(project, 'Asia/Tokyo', 'large', 'status')).toMatchObject({ counts: { fresh: 4 } })

  const status = await inZone(project, 'America/Lima', 'huge', 'status')
  expect(status.assets).toMatchObject([
    {
      name: 'hours',
      status: 'stale',
      causes: [{ kind: 'env_changed', message: 'environment changed: time zone Asia/Tokyo → America/Lima' }],
    },
    { name: 'prompts', causes: [{ message: 'environment changed: MODEL has another value' }] },
    { name: 'sets', causes: [{ message: 'environment changed: MODEL has another value' }] },
    { name: 'plain', status: 'fresh' },
  ])
  const again = await inZone(project, 'America/Lima', 'huge', 'materialize')
  expect(again.counts).toMatchObject({ ran: 2, unchanged: 1, skipped: 1 })
  // The variable that it set itself is not what it found.
  const unset = await project.json('materialize', 'sets')
  expect(unset.counts).toMatchObject({ unchanged: 1 })
  expect((await project.json('status', 'sets')).assets[0].status).toBe('fresh')
})
