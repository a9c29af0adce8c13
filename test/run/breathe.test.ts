import { expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'
import { oneFile } from './projects.ts'

test('row functions that never wait do not keep a Ctrl-C waiting', async () => {
  await using project = await createProject(
    oneFile(
      'export const numbers = asset(() => Array.from({ length: 3_000 }, (_, n) => ({ n })))',
      'export const slow = asset(({ numbers }) => numbers.map(async ({ n }) => {',
      "  if (n === 10) await called('begun')",
      '  const until = performance.now() + 10',
      '  while (performance.now() < until);',
      '  return { n }',
      '}))',
    ),
  )
  const begun = project.calls.hold('begun')
  const run = project.start(['materialize', '--json'])
  await begun.waiting()
  begun.release()
  run.process.kill('SIGINT')
  const ended = await run.ended
  expect(ended.exitCode).toBe(130)
  const [, slow] = JSON.parse(ended.stdout).steps
  // The whole table takes half a minute; the run says that it was stopped, not that it was made.
  expect(slow).toMatchObject({ asset: 'slow', outcome: 'cancelled' })
})
