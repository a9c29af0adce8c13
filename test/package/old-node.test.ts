import { describe, expect, test } from 'vitest'
import { command } from '../rig/project.ts'
import { nodeFolder } from './nodes.ts'
import { emptyFolder, run } from './npm.ts'

// What is built, on a Node that cannot load the natives: it must not come to that.
describe.each([['20.20.2'], ['22.17.1']])('Node %s', (version) => {
  const message = `assets needs Node 22.18 or newer; this is Node ${version}`
  const fix = 'install a newer Node, or add one to the project: npm install --save-dev node@24'

  test('is refused in one sentence', async () => {
    const place = { cwd: emptyFolder(), node: await nodeFolder(version) }
    expect(await run('node', [command, 'materialize'], place)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `error NODE_TOO_OLD\n  ${message}\n  ${fix}\n`,
    })
  })

  test('is refused in a document with --json', async () => {
    const place = { cwd: emptyFolder(), node: await nodeFolder(version) }
    const { exitCode, stdout, stderr } = await run('node', [command, 'materialize', '--json'], place)
    expect([exitCode, stderr]).toEqual([2, ''])
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, exitCode: 2, error: { code: 'NODE_TOO_OLD', message, fix } })
  })
})
