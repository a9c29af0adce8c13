import { expect, test } from 'vitest'
import { createProject, type Document } from '../rig/project.ts'

test('of tables that are made at the same moment, a check over them holds one back', async () => {
  for (let round = 0; round < 5; round += 1) {
    await using project = await createProject({
      'assets/index.ts': `
        import { asset, check } from '#project'
        let here = 0
        const { promise: all, resolve } = Promise.withResolvers<void>()
        const meet = async () => {
          here += 1
          if (here === 3) resolve()
          await all
          return [{ n: 1 }]
        }
        export const a = asset(() => meet())
        export const b = asset(() => meet())
        export const c = asset(() => meet())
        export const agree = check(({ a, b, c }) => a.count + b.count + c.count === 0)`,
    })
    const { steps } = await project.json('materialize', '-j', '3')
    const outcomes = steps.map(({ outcome }: Document) => outcome).sort()
    expect(outcomes).toEqual(['failed', 'failed', 'ran', 'ran'])
    const refused = steps.filter(({ asset, outcome }: Document) => asset !== 'agree' && outcome === 'failed')
    expect(refused[0].error).toMatchObject({ code: 'CHECK_FAILED', facts: { check: 'agree' } })
  }
})
