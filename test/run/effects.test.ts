import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createProject, type Document, type Project } from '../rig/project.ts'
import { oneFile, outcomesOf } from './projects.ts'

/** docs → send, and a check of the receipt. The receipt tells what was sent. */
const mail = (text = 'a', extra = '') =>
  oneFile(
    `export const docs = asset(() => [{ id: 1, text: '${text}' }])`,
    'export const send = effect(async ({ docs }) => {',
    "  await called('send')",
    `  return { sent: docs.count, text: (await docs.pick('text').all())[0]!.text${extra} }`,
    '})',
  )

async function statusOf(project: Project, name: string): Promise<Document> {
  return (await project.json('status')).assets.find((asset: Document) => asset.name === name)
}

describe('an effect', () => {
  test('is done once, and its receipt is a table of one row', async () => {
    await using project = await createProject(mail())
    const first = await project.json('materialize')
    expect(first.steps[1]).toMatchObject({ asset: 'send', outcome: 'ran', rows: 1, receipt: { sent: 1, text: 'a' } })
    expect(outcomesOf(await project.json('materialize'))).toEqual({ docs: 'skipped', send: 'skipped' })
    expect(project.calls.count('send')).toBe(1)
    expect((await project.json('query', 'select * from send')).rows).toEqual([{ sent: 1, text: 'a' }])
    expect((await project.json('list')).assets[1]).toMatchObject({ name: 'send', kind: 'effect', upstream: ['docs'] })
    expect((await project.json('list', 'kind:effect')).assets).toHaveLength(1)
  })

  test('may have nothing to say in a part of its receipt, and is done once all the same', async () => {
    await using project = await createProject(mail('a', ', id: null, tags: []'))
    expect((await project.json('materialize')).steps[1]).toMatchObject({
      outcome: 'ran',
      receipt: { id: null, tags: [] },
    })
    expect(outcomesOf(await project.json('materialize')).send).toBe('skipped')
    expect((await project.json('query', 'select id, tags from send')).rows).toEqual([{ id: null, tags: [] }])
  })

  test('is done again where its data or its code is another, and where they are taken back', async () => {
    await using project = await createProject(mail())
    await project.assets('materialize')
    for (const files of [mail('b'), mail('a'), mail('a', ' + 1'), mail('a')]) {
      project.calls.reset()
      project.edit(files)
      expect((await statusOf(project, 'send')).status).not.toBe('fresh')
      expect(outcomesOf(await project.json('materialize')).send).toBe('ran')
      expect(project.calls.count('send')).toBe(1)
      expect((await statusOf(project, 'send')).status).toBe('fresh')
    }
  })

  test('is not done where what it reads comes out the same', async () => {
    await using project = await createProject(mail())
    await project.assets('materialize')
    project.edit(oneFile(...bodyOf(mail()['assets/index.ts']!.replace("text: 'a'", "text: 'a'.trim()"))))
    expect(outcomesOf(await project.json('materialize'))).toEqual({ docs: 'unchanged', send: 'cut_off' })
    expect(project.calls.count('send')).toBe(1)
  })

  test('may have its options behind its function: it is the same effect', async () => {
    const send = (before: string, after: string) =>
      oneFile(
        "export const docs = asset(() => [{ id: 1, text: 'a' }])",
        `export const send = effect(${before}async ({ docs }) => { await called('send'); return { sent: docs.count } }${after})`,
      )
    const options = "{ codeVersion: '1', verify: async (receipt) => receipt.sent === 1n || receipt.sent === 1 }"
    await using project = await createProject(send(`${options}, `, ''))
    await project.assets('materialize')
    project.edit(send('', `, ${options}`))
    expect((await statusOf(project, 'send')).status).toBe('fresh')
    expect(outcomesOf(await project.json('materialize', '--verify'))).toEqual({ docs: 'skipped', send: 'skipped' })
    // What verifies is no part of what is done, and what is said to be another version is.
    project.edit(send('', `, ${options.replace(' || receipt.sent === 1', '')}`))
    expect((await statusOf(project, 'send')).status).toBe('fresh')
    project.edit(send('', `, ${options.replace("'1'", "'2'")}`))
    expect((await statusOf(project, 'send')).causes).toMatchObject([{ kind: 'options_changed' }])
    expect(outcomesOf(await project.json('materialize')).send).toMatch(/ran|unchanged/)
  })

  test('is told in a line with what its receipt says', async () => {
    await using project = await createProject(mail())
    expect((await project.assets('materialize')).stderr).toMatch(/✓ send +ran +sent 1, text a +[\d.]+ m?s\n/)
  })

  test('may be read: by an asset, and by a check that holds its receipt back', async () => {
    const files = (least: number) =>
      oneFile(
        ...bodyOf(mail()['assets/index.ts']!),
        'export const log = asset(async ({ send }) => (await send.all()).map(({ sent }) => ({ sent })))',
        `export const enough = check(async ({ send }) => (await send.all())[0]!.sent >= ${least})`,
      )
    await using project = await createProject(files(1))
    expect((await project.assets('materialize')).exitCode).toBe(0)
    expect((await project.json('query', 'select * from log')).rows).toEqual([{ sent: 1 }])
    project.edit(files(2))
    project.edit({ 'assets/index.ts': files(2)['assets/index.ts']!.replace("text: 'a'", "text: 'b'") })
    const held = await project.json('materialize')
    expect(outcomesOf(held)).toMatchObject({ send: 'failed', log: 'blocked' })
    expect(held.error.message).toBe('the new version of send is held back: the check enough failed')
    // It was done: that the receipt of before is still true is not to be believed.
    project.edit({ 'assets/index.ts': files(1)['assets/index.ts']! })
    expect((await statusOf(project, 'send')).causes[0].kind).toBe('receipt_mismatch')
    expect(outcomesOf(await project.json('materialize')).send).toBe('unchanged')
    expect((await statusOf(project, 'send')).status).toBe('fresh')
  })

  test('has a line in the lock, by which a clean clone says whether it is up to date', async () => {
    await using project = await createProject(mail())
    await project.assets('materialize')
    project.edit({ '.assetstore/catalog.sqlite': null, '.assetstore/records': null })
    expect(await project.json('check')).toMatchObject({ ok: true, basis: 'lock', counts: { fresh: 2 } })
    project.edit(mail('a', ' + 1'))
    const moved = await project.json('check')
    expect(moved.assets[1]).toMatchObject({ name: 'send', status: 'stale', causes: [{ kind: 'code_changed' }] })
    project.edit(mail())
    // The receipt is on the other machine: here it was never done.
    expect(outcomesOf(await project.json('materialize')).send).toBe('ran')
  })

  test('is done by one process at a time', async () => {
    await using project = await createProject(mail())
    const held = project.calls.hold('send')
    const first = project.assets('materialize')
    await held.waiting()
    project.edit(mail('b'))
    const second = project.start(['materialize'])
    await project.said(second, 'waits for process')
    expect(project.calls.count('send')).toBe(1)
    held.release()
    await Promise.all([first, second.ended])
    expect(project.calls.count('send')).toBe(2)
    expect((await project.json('query', 'select text from send')).rows).toEqual([{ text: 'b' }])
  })

  test('is done again under another name, where an asset would be taken from the store', async () => {
    await using project = await createProject(mail())
    await project.assets('materialize')
    project.edit({ 'assets/index.ts': mail()['assets/index.ts']!.replace('const send', 'const post') })
    expect(outcomesOf(await project.json('materialize'))).toEqual({ docs: 'skipped', post: 'ran' })
  })

  test('may have a target of its own: the function says what is wanted, the target does it', async () => {
    await using project = await createProject(
      oneFile(
        "import { writeFileSync } from 'node:fs'",
        "export const docs = asset(() => [{ id: 1, text: 'a' }, { id: 2, text: 'b' }])",
        'const file = {',
        '  async sync(wanted: { text: string }[], { key, verify }: { key: string; verify: boolean }) {',
        "    await called(verify ? 'again' : 'sync')",
        "    writeFileSync('out.txt', wanted.map(({ text }) => text).join())",
        '    return { written: wanted.length, key }',
        '  },',
        '  verify: ({ written }: { written: number }) => written === 3,',
        "  search: ({ question, k }: { question: string; k: number }) => [{ id: question, text: 'k ' + k, metadata: {}, score: 1 }],",
        '}',
        'export const sent = effect({ target: file }, ({ docs }) => docs.all())',
      ),
    )
    const { steps } = await project.json('materialize')
    expect(steps[1].receipt).toEqual({ written: 2, key: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(readFileSync(join(project.folder, 'out.txt'), 'utf8')).toBe('a,b')
    expect(outcomesOf(await project.json('materialize', '--verify')).sent).toBe('unchanged')
    expect(project.calls.names).toEqual(['sync', 'again'])
    expect((await project.assets('search', 'sent', 'what', '-k', '2')).stdout).toBe('1  what\n   k 2\n')
  })

  test('that nothing exports is told of', async () => {
    await using project = await createProject({
      ...mail(),
      'assets/more.ts': "import { effect } from '#project'\nexport const more = effect(() => ({ n: 1 }))\n",
    })
    expect((await project.assets('list')).stderr).toContain('"more" is declared and never run')
  })

  test('with a receipt that no table can hold fails, and says of which field', async () => {
    const body = 'const receipt: Record<string, unknown> = { n: 1 }; receipt.self = receipt; return receipt'
    await using project = await createProject(oneFile(`export const send = effect(() => { ${body} })`))
    expect((await project.json('materialize')).error).toMatchObject({ code: 'ASSET_VALUE' })
  })

  test('keeps its options: retries, timeout and codeVersion', async () => {
    const versioned = (line: string) =>
      oneFile(
        "export const send = effect({ retries: { attempts: 2, delay: 1 }, codeVersion: '1' }, async () => {",
        `  await called('send'); ${line}`,
        '  return { sent: 1 }',
        '})',
      )
    await using project = await createProject(versioned(''))
    project.calls.fail('send', 1)
    expect(outcomesOf(await project.json('materialize')).send).toBe('ran')
    expect(project.calls.count('send')).toBe(2)
    project.edit(versioned('void 0'))
    expect((await statusOf(project, 'send')).status).toBe('fresh')
    project.edit(
      oneFile('export const send = effect({ timeout: 50 }, () => new Promise<{ sent: number }>(() => undefined))'),
    )
    expect((await project.json('materialize')).error).toMatchObject({ code: 'ASSET_TIMEOUT' })
  })
})

describe('nobody can vouch for an effect', () => {
  test('accept refuses it', async () => {
    await using project = await createProject(mail())
    await project.assets('materialize')
    project.edit(mail('a', " + ''"))
    expect(await project.assets('accept', 'send', '--because', 'only another way to write it')).toMatchObject({
      exitCode: 1,
      stderr: [
        'error ACCEPT_REFUSED',
        '  send cannot be accepted: it is an effect, and what is outside is not made so by saying it',
        '  assets materialize send; where edits are not to do it again, give it a codeVersion',
        '',
      ].join('\n'),
    })
    expect((await project.assets('explain', 'send')).stdout).not.toContain('assets accept')
  })
})

describe('a mistake', () => {
  test.each([
    [
      'nothing returned',
      'effect(async () => undefined as never)',
      'send returned nothing, where a receipt was expected',
    ],
    ['rows returned', 'effect(() => [{ id: 1 }])', 'send returned an array, where a receipt was expected'],
  ])('%s', async (_, definition, message) => {
    await using project = await createProject(oneFile(`export const send = ${definition}`))
    expect((await project.json('materialize')).error).toEqual({
      code: 'ASSET_RESULT',
      message,
      at: 'assets/index.ts:4',
      facts: { asset: 'send', done: true },
      fix: 'return one plain object that tells what was done, such as { id, url }; what was done is not done again until then, but for --force',
    })
  })

  test.each([
    [
      'effect({ schema: 1 } as never, () => ({ n: 1 }))',
      'send has an unknown option "schema"',
      'remove it, or use one of manual, environments, description, group, tags, owners, retries, timeout, pool, maxAge, dueBy, isolate, codeVersion, fingerprint, verify, reviewed, partitions, reads, target',
    ],
    [
      'effect({ verify: true } as never, () => ({ n: 1 }))',
      'send has verify: true, which is to be a function',
      'give a function',
    ],
    [
      'effect({ target: {} } as never, () => ({ n: 1 }))',
      'send has no option "target.sync", which is to be a function',
      'give a function',
    ],
    [
      'effect({ verify: () => true, target: { sync: () => ({ n: 1 }) } } as never, () => [])',
      'send has both a `target` and a `verify`',
      'leave out `verify`: the target answers for itself',
    ],
    ['effect({})', 'send has no function', 'pass one, after the options: effect({ … }, ({ raw_documents }) => …)'],
  ])('%s', async (definition, message, fix) => {
    await using project = await createProject(oneFile(`export const send = ${definition}`))
    expect((await project.json('list')).error).toMatchObject({ code: 'ASSET_OPTIONS', message, fix })
  })

  test.each([
    [
      'effect(async ({ dcs }) => ({ n: dcs.count }))',
      'ASSET_UNKNOWN_UPSTREAM',
      'send names "dcs", which assets/index.ts does not export',
      'did you mean "docs"?',
    ],
    [
      'asset(async (_, { key }) => [{ key }])',
      'ASSET_UNKNOWN_RESOURCE',
      'send names "key" in its context, which is no resource of assets.config.ts',
      'only an effect has `key` in its context',
    ],
  ])('%s', async (definition, code, message, fix) => {
    await using project = await createProject(
      oneFile('export const docs = asset(() => [{ id: 1 }])', `export const send = ${definition}`),
    )
    expect((await project.json('list')).error).toMatchObject({ code, message, fix })
  })
})

/** The lines of a file without its imports. */
function bodyOf(text: string): string[] {
  return text.trim().split('\n').slice(3)
}
