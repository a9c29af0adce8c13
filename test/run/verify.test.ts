import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createProject, type Project } from '../rig/project.ts'
import { oneFile, outcomesOf } from './projects.ts'

/** An effect that writes a file, and tells whether it is still there. */
const publish = (verify: string): Record<string, string> => ({
  ...oneFile(
    "import { readFileSync, writeFileSync } from 'node:fs'",
    "export const docs = asset(() => [{ text: 'a' }])",
    'export const publish = effect({',
    `  verify: async ({ text }: { text: string }, { prefix }) => { await called('verify'); ${verify} },`,
    '}, async ({ docs }, { prefix, verify }) => {',
    "  await called(verify ? 'repair' : 'publish')",
    '  const text = prefix + (await docs.all())[0]!.text',
    "  writeFileSync('out.txt', text)",
    '  return { text }',
    '})',
  ),
  'assets.config.ts': [
    "import { defineProject } from 'assetstore'",
    "const project = defineProject({ assets: () => import('./assets/index.ts'), resources: { prefix: 'hi ' } })",
    'export default project',
    'export const { asset, source, check, effect } = project',
    '',
  ].join('\n'),
})
const comparing =
  "const now = readFileSync('out.txt', 'utf8'); return { ok: now === text && now.startsWith(prefix), message: 'out.txt is another', before: text, after: now }"

const tamper = (project: Project) => writeFileSync(join(project.folder, 'out.txt'), 'other')
const out = (project: Project) => readFileSync(join(project.folder, 'out.txt'), 'utf8')

describe('--verify', () => {
  test('finds what somebody else has changed, says what, and puts it right', async () => {
    await using project = await createProject(publish(comparing))
    await project.assets('materialize')
    expect((await project.json('materialize', '--verify')).counts).toMatchObject({ skipped: 2 })
    tamper(project)
    project.calls.reset()
    for (const words of [['status'], ['plan'], ['check'], ['explain', 'publish'], ['materialize']]) {
      expect((await project.assets(...words)).exitCode).toBe(0)
    }
    expect(project.calls.names).toEqual([])
    const { steps } = await project.json('materialize', '--verify')
    expect(steps[1]).toMatchObject({
      asset: 'publish',
      outcome: 'unchanged',
      causes: [
        {
          kind: 'receipt_mismatch',
          before: 'hi a',
          after: 'other',
          message: 'receipt mismatch: out.txt is another',
        },
      ],
    })
    expect(project.calls.names).toEqual(['verify', 'repair'])
    expect(out(project)).toBe('hi a')
    expect((await project.json('materialize', '--verify')).counts).toMatchObject({ skipped: 2 })
  })

  test('keeps what it found until it is put right', async () => {
    await using project = await createProject(publish(comparing))
    await project.assets('materialize')
    tamper(project)
    project.calls.fail('repair', 1)
    expect((await project.assets('materialize', '--verify')).exitCode).toBe(1)
    expect(await project.json('explain', 'publish')).toMatchObject({
      status: 'failed',
      causes: [{ kind: 'receipt_mismatch', before: 'hi a', after: 'other' }],
    })
    expect(outcomesOf(await project.json('materialize')).publish).toBe('unchanged')
    expect(out(project)).toBe('hi a')
  })

  test('asks what is selected, and nothing else', async () => {
    await using project = await createProject(publish(comparing))
    await project.assets('materialize')
    tamper(project)
    project.calls.reset()
    expect((await project.json('materialize', '--verify', 'docs')).counts).toMatchObject({ skipped: 1 })
    expect(project.calls.names).toEqual([])
  })

  test('asks also where the effect is stale for another reason', async () => {
    await using project = await createProject(publish(comparing))
    await project.assets('materialize')
    tamper(project)
    project.edit({ 'assets/index.ts': publish(comparing)['assets/index.ts']!.replace("text: 'a'", "text: 'b'") })
    project.calls.reset()
    await project.assets('materialize', '--verify')
    expect(project.calls.names).toEqual(['verify', 'repair'])
  })

  test('says of which effects it can ask nothing', async () => {
    await using project = await createProject(oneFile('export const send = effect(() => ({ sent: 1 }))'))
    await project.assets('materialize')
    const { stderr, exitCode } = await project.assets('materialize', '--verify')
    expect({ stderr: stderr.replace(/·.*/, ''), exitCode }).toEqual({
      stderr: 'warning send has no `verify`, so that its receipt is believed\n✓ 1 fresh, nothing to do \n',
      exitCode: 0,
    })
  })

  test.each([
    ['return false', 'what is outside is not what the receipt says'],
    ["return { ok: false, message: 'gone' }", 'gone'],
  ])('%s is a mismatch', async (verify, what) => {
    await using project = await createProject(publish(verify))
    await project.assets('materialize')
    const { steps } = await project.json('materialize', '--verify')
    expect(steps[1].causes).toEqual([{ kind: 'receipt_mismatch', message: `receipt mismatch: ${what}` }])
  })

  test.each([
    [
      "throw new Error('no answer')",
      { code: 'ASSET_FAILED', message: 'Error: no answer', fix: 'mend the function and run the same command again' },
    ],
    [
      "return 'yes' as never",
      {
        code: 'ASSET_RESULT',
        message: 'verify of publish returned neither true or false, nor { ok }',
        fix: 'return true where all is as the receipt says, or { ok: false, message, before, after }',
      },
    ],
  ])('%s runs nothing', async (verify, error) => {
    await using project = await createProject(publish(verify))
    await project.assets('materialize')
    project.calls.reset()
    const answer = await project.json('materialize', '--verify')
    expect(answer).toMatchObject({ ok: false, exitCode: 1, error })
    expect(project.calls.names).toEqual(['verify'])
  })
})

test('Ctrl-C while it is asked ends the command, and runs nothing', async () => {
  await using project = await createProject(publish(comparing))
  await project.assets('materialize')
  tamper(project)
  const held = project.calls.hold('verify')
  const run = project.start(['materialize', '--verify'])
  await held.waiting()
  run.process.kill('SIGINT')
  const { exitCode, stderr } = await run.ended
  held.release()
  expect({ exitCode, stderr }).toEqual({
    exitCode: 130,
    stderr: [
      'error ASSET_CANCELLED',
      '  it was interrupted while it was asked',
      '  run the same command again: what was finished is kept',
      '',
    ].join('\n'),
  })
  expect(out(project)).toBe('other')
})
