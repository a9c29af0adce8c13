import { expect, test } from 'vitest'
import { createProject } from '../rig/project.ts'

const amount = 200
const helper = (by: number) => `export const scale = (n: number) => n * ${by}\n`
const assets = Array.from(
  { length: amount },
  (_, at) => `export const asset_${at} = asset(() => [{ n: scale(${at}) }])\n`,
)

test('one edit behind 200 assets is told once by status, plan and check', { timeout: 60_000 }, async () => {
  await using project = await createProject({
    'assets/index.ts': `import { asset } from '#project'\nimport { scale } from '../src/scale.ts'\n${assets.join('')}`,
    'src/scale.ts': helper(2),
  })
  expect((await project.assets('materialize')).exitCode).toBe(0)
  project.edit({ 'src/scale.ts': helper(3) })
  for (const command of ['status', 'plan', 'check']) {
    const { stdout } = await project.assets(command)
    const lines = stdout.split('\n')
    // Its own first row, and the line below the table.
    expect(lines.filter((line) => line.includes('scale edited'))).toHaveLength(2)
    expect(lines).toContain('behind 200 assets: code changed: src/scale.ts scale edited  src/scale.ts:1')
  }
  expect((await project.json('status')).counts.stale).toBe(amount)
})
