import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createProject, type Project } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'

const files = {
  'assets/index.ts': `
import { asset } from '#project'
export const one = asset.python('./slow.py')
export const two = asset.python('./slow.py')
`,
  // Each waits until the other has begun: they end only where both are at work at once.
  'assets/slow.py': `
import os, pathlib, time
from assetstore import asset

def meet(name, other):
    pathlib.Path(name).write_text(str(os.getpid()))
    while not pathlib.Path(other).exists():
        time.sleep(0.01)

@asset
def one():
    meet("one", "two")
    return [{"id": 1}]

@asset
def two():
    meet("two", "one")
    return [{"id": 2}]
`,
}

describePython('frames', 'Python functions of one run', ({ commands }) => {
  const options = { env: { VIRTUAL_ENV: join(commands, '..') } }

  test('are at work at the same time, each in a process of its own', async () => {
    await using project = await createProject(files, options)
    const { ok } = await project.json('materialize', '--concurrency', '2')
    expect(ok).toBe(true)
    expect(pidIn(project, 'one')).not.toBe(pidIn(project, 'two'))
  })

  test.each([
    ['SIGINT', 130],
    ['SIGKILL', null],
  ] as const)('end with it on %s, and leave nothing half done', async (signal, exitCode) => {
    await using project = await createProject(files, options)
    const running = project.start(['materialize', 'one'])
    while (!existsSync(join(project.folder, 'one')) || pidIn(project, 'one') === 0) await sleep(5)
    running.process.kill(signal)
    expect((await running.ended).exitCode).toBe(exitCode)
    const pid = pidIn(project, 'one')
    while (isThere(pid)) await sleep(5)
    const { assets } = await project.json('status', 'one')
    expect(assets).toMatchObject([{ name: 'one', status: 'missing' }])
    writeFileSync(join(project.folder, 'two'), '')
    expect((await project.json('materialize', 'one')).ok).toBe(true)
  })

  test('are called by a test of one asset, without a store', async () => {
    await using project = await createProject(
      {
        'assets/index.ts': `
import { asset } from '#project'
export const numbers = asset(() => [{ id: 1 }])
export const doubled = asset.python<{ id: number }>('./doubled.py')
`,
        'assets/doubled.py': 'def doubled(numbers):\n    numbers["id"] *= 2\n    return numbers\n',
        'doubled.test.ts': `
import { run } from 'assetstore/testing'
import { doubled } from './assets/index.ts'
console.log(JSON.stringify(await run(doubled, { given: { numbers: [{ id: 4 }] } })))
`,
      },
      options,
    )
    const { execFileSync } = await import('node:child_process')
    const stdout = execFileSync(process.execPath, ['doubled.test.ts'], {
      cwd: project.folder,
      encoding: 'utf8',
      env: { ...process.env, ...options.env },
    })
    expect(JSON.parse(stdout)).toEqual([{ id: 8 }])
  })
})

const pidIn = (project: Project, name: string): number => Number(readFileSync(join(project.folder, name), 'utf8'))

/** A zombie that nobody has asked for yet is gone, too. */
function isThere(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
