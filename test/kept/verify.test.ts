import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createProject, type Project } from '../rig/project.ts'
import { chain } from '../run/projects.ts'

/** Turns a byte over and leaves size and time as they were. */
async function spoil(project: Project, asset: string): Promise<string> {
  const { path } = await project.json('show', asset, '--schema')
  const bytes = readFileSync(path)
  bytes[20] = (bytes[20] as number) ^ 255
  chmodSync(path, 0o644)
  writeFileSync(path, bytes)
  return path
}

test('a byte that has turned over is found, marked by --repair, and made again by the next run', async () => {
  await using project = await createProject(chain)
  await project.assets('materialize')
  const intact = await project.assets('verify')
  expect([intact.exitCode, intact.stdout]).toEqual([0, expect.stringMatching(/^✓ 3 tables intact, .*B read\n$/)])

  const path = await spoil(project, 'clean')
  const found = await project.assets('verify')
  expect(found.exitCode).toBe(1)
  expect(found.stdout).toBe(
    `✗ 1 of 3 tables is not intact\n  clean  its file is damaged: ${path}\n` +
      'fix: assets verify clean --repair, then assets materialize clean\n',
  )
  expect(await project.json('verify', 'raw')).toMatchObject({ exitCode: 0, damaged: 0 })

  const repaired = await project.json('verify', '--repair')
  expect(repaired).toMatchObject({ exitCode: 1, repair: true, damaged: 1 })
  expect(repaired.assets.find(({ asset }: { asset: string }) => asset === 'clean').damaged).toEqual([
    { what: 'table', state: 'corrupt', path },
  ])
  const { assets } = await project.json('status', 'clean')
  expect(assets[0].causes.map(({ kind }: { kind: string }) => kind)).toEqual(['output_corrupt'])
  project.calls.reset()
  await project.assets('materialize')
  expect(project.calls.names).toEqual(['clean'])
  expect((await project.assets('verify')).exitCode).toBe(0)
})

test('a file that is gone is told of, and where nothing was made there is nothing to read', async () => {
  await using project = await createProject(chain)
  expect((await project.assets('verify')).stdout).toBe('✓ 0 tables intact, 0 B read\n')
  await project.assets('materialize')
  const { path } = await project.json('show', 'report', '--schema')
  rmSync(path)
  const { exitCode, stdout } = await project.assets('verify')
  expect([exitCode, stdout]).toEqual([
    1,
    expect.stringContaining(`report  its file is gone: ${path}\nfix: assets materialize report`),
  ])
})

test('a cure is one of the environment that was asked about', async () => {
  await using project = await createProject({
    'assets/index.ts': "import { asset } from '#project'\nexport const rows = asset(() => [{ n: 1 }])",
  })
  await project.assets('materialize')
  const inProduction = ['--environment', 'production']
  const { stdout } = await project.assets('check', ...inProduction)
  expect(stdout).toContain(`fix: assets materialize rows ${inProduction.join(' ')}\n`)
  const { commands } = await project.json('explain', 'rows', ...inProduction)
  expect(commands).toEqual([`assets materialize rows ${inProduction.join(' ')}`])
  const compared = await project.json('diff', 'rows', ...inProduction)
  expect(compared.error.fix).toBe(`assets materialize rows ${inProduction.join(' ')}`)
  await project.assets('materialize', 'rows', ...inProduction)
  expect((await project.assets('check', ...inProduction)).exitCode).toBe(0)
  await spoil(project, 'rows')
  const repaired = `assets verify rows --repair ${inProduction.join(' ')}, then assets materialize rows ${inProduction.join(' ')}`
  expect((await project.assets('verify', ...inProduction)).stdout).toContain(`fix: ${repaired}`)
})
