import { expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'
import { oneFile } from '../run/projects.ts'

test('a reader that goes before the answer does not make it a good one', async () => {
  await using project = await createProject(
    oneFile(
      'export const fails = asset(() => { throw new Error("no") })',
      'export const good = asset(() => [{ n: 1 }])',
    ),
  )
  const codeOf = async (...words: string[]) => {
    const { process, ended } = project.start(words)
    process.stdout?.destroy()
    return (await ended).exitCode
  }
  expect(await codeOf('materialize', 'good', '--json')).toBe(0)
  expect(await codeOf('materialize', '--json')).toBe(1)
  expect(await codeOf('check')).toBe(1)
  expect(await codeOf('status', 'nothing', '--json')).toBe(2)
})
