import { expect, test } from 'vitest'
import { createProject, type Document } from '../rig/project.ts'

const files = {
  'assets/index.ts': `
import { addMetadata } from 'assetstore'
import { asset } from '#project'
addMetadata({ outside: 1 })
async function ask(tokens: number) {
  await new Promise((resolve) => setTimeout(resolve, 1))
  addMetadata({ tokens, model: 'm' + tokens })
}
export const numbers = asset(() => [{ n: 1 }, { n: 2 }])
export const first = asset(({ numbers }) => numbers.map({ concurrency: 2 }, async ({ n }) => (await ask(n), { n })))
export const second = asset(async () => (await ask(40), { n: 0 }))
export const silent = asset(({ first }) => first.pick('n'))
`,
}

test('what an asset adds while it runs is kept with its run, summed, and is no reason to run again', async () => {
  await using project = await createProject(files)
  const { steps } = await project.json('materialize')
  const metadata = Object.fromEntries(steps.map((step: Document) => [step.asset, step.metadata]))
  expect(metadata).toEqual({
    numbers: undefined,
    first: { tokens: 3, model: 'm2' },
    second: { tokens: 40, model: 'm40' },
    silent: undefined,
  })
  expect((await project.json('history', 'second')).records[0].metadata).toEqual({ tokens: 40, model: 'm40' })
  expect((await project.json('check')).ok).toBe(true)
})
