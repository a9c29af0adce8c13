import { describe, expect, test } from 'vitest'
import { createProject, type Project } from '../rig/project.ts'
import { oneFile, outcomesOf } from '../run/projects.ts'
import { documentOf, failures, inside, withResources } from './mistakes.ts'

/** What is done to a process is done to a new one. What is asked of the store afterwards is asked as by everybody. */
const documentOfProcess = (project: Project, words: readonly string[]) =>
  documentOf({ ...project, run: (given, more) => project.start(given, more).ended }, words)

/** `bad` has this function; `good` is beside it and `below` reads `bad`. */
const beside = (body: string) =>
  oneFile(
    `export const bad = asset(${body})`,
    "export const good = asset(async () => { await called('good'); return [{ n: 1 }] })",
    'export const below = asset(({ bad }) => bad)',
  )
const logsOfBad = 'mend the function and run again; its lines and the stack: assets logs bad'

describe('what an asset does to the process is its own failure', () => {
  test.each([
    [
      'process.exit(0)',
      'async () => { await 1; process.exit(0) }',
      {
        code: 'ASSET_FAILED',
        message: 'it called process.exit(0), which would end the whole run',
        at: 'assets/index.ts:4',
        fix: 'throw an error where it cannot go on, and return where it is done',
      },
    ],
    [
      'process.exit() in a callback, its error swallowed',
      'async () => { setTimeout(() => { try { process.exit() } catch {} }, 1); await new Promise(() => {}) }',
      {
        code: 'ASSET_FAILED',
        message: 'it called process.exit(), which would end the whole run',
        at: 'assets/index.ts:4',
        fix: 'throw an error where it cannot go on, and return where it is done',
      },
    ],
    [
      'an error in a timer',
      "async () => { setTimeout(() => { throw new Error('in a timer') }, 1); await new Promise((r) => setTimeout(r, 60_000)) }",
      { code: 'ASSET_FAILED', message: 'Error: in a timer', at: 'assets/index.ts:4:65', fix: logsOfBad },
    ],
    [
      'a rejection that nobody waits for',
      "async () => { Promise.reject(new Error('unheard')); await new Promise((r) => setTimeout(r, 60_000)) }",
      { code: 'ASSET_FAILED', message: 'Error: unheard', at: 'assets/index.ts:4:55', fix: logsOfBad },
    ],
    [
      'an error event that nobody listens to',
      "async () => { const { connect } = await import('node:net'); connect(1, '127.0.0.1'); await new Promise((r) => setTimeout(r, 60_000)) }",
      {
        code: 'ASSET_FAILED',
        message: 'Error: connect ECONNREFUSED 127.0.0.1:1',
        at: 'assets/index.ts:4',
        fix: logsOfBad,
      },
    ],
  ])('%s', async (_, body, error) => {
    await using project = await createProject(beside(body))
    const document = await documentOfProcess(project, ['materialize'])
    expect(document.exitCode).toBe(1)
    expect(outcomesOf(document)).toEqual({ bad: 'failed', good: 'ran', below: 'blocked' })
    expect(failures(document)).toEqual({ bad: error })
    project.edit(beside('() => [{ n: 2 }]'))
    project.calls.reset()
    expect(outcomesOf(await documentOf(project, ['materialize']))).toEqual({
      bad: 'ran',
      good: 'skipped',
      below: 'ran',
    })
    expect(project.calls.names).toEqual([])
  })

  test.each([
    ['a function', '() => new Promise(() => {})'],
    ['a generator', 'async function* () { yield { n: 1 }; await new Promise(() => {}) }'],
  ])('%s that waits for what nothing will settle ends the run instead of hanging, or of exit 0', async (_, body) => {
    await using project = await createProject(beside(body))
    const document = await documentOfProcess(project, ['materialize'])
    expect(document.exitCode).toBe(1)
    expect(outcomesOf(document)).toEqual({ bad: 'failed', good: 'ran', below: 'blocked' })
    expect(failures(document).bad).toEqual({
      code: 'ASSET_FAILED',
      message: 'it waits for a promise that nothing is left to settle',
      at: 'assets/index.ts:4',
      fix: 'look for a `new Promise` that never calls its resolve, or for a callback or an event that never comes',
    })
  })

  test('an error that comes when its function has returned fails it, and what it made stays', async () => {
    await using project = await createProject(
      oneFile(
        'let late',
        'export const bad = asset(() => {',
        "  late = called('late')",
        "  late.then(() => { throw new Error('late') })",
        '  return [{ n: 1 }]',
        '})',
        'export const below = asset(async ({ bad }) => {',
        "  await called('below')",
        '  await late',
        '  await new Promise((resolve) => setImmediate(resolve))',
        '  return bad',
        '})',
      ),
    )
    const [late, below] = [project.calls.hold('late'), project.calls.hold('below')]
    const run = project.start(['materialize', '--json'])
    await below.waiting()
    late.release()
    below.release()
    const document = JSON.parse((await run.ended).stdout)
    expect(document.exitCode).toBe(1)
    expect(outcomesOf(document)).toEqual({ bad: 'failed', below: 'ran' })
    expect(failures(document).bad).toEqual({
      code: 'ASSET_FAILED',
      message: 'its function had returned, and then: Error: late',
      at: 'assets/index.ts:7:27',
      fix: logsOfBad,
    })
    expect((await project.assets('show', 'bad', '--format', 'jsonl')).stdout).toBe('{"n":1}\n')
  })

  test('an error of code that no asset called ends the run with its place', async () => {
    await using project = await createProject(
      oneFile(
        // It begins while the module is loaded, and goes on when the run is under way, however slow the machine is.
        'const started = Promise.withResolvers()',
        "started.promise.then(() => setTimeout(() => { throw new Error('stray') }, 10))",
        'export const a = asset(() => { started.resolve(); return new Promise((resolve) => setTimeout(resolve, 60_000)) })',
      ),
    )
    const document = await documentOfProcess(project, ['materialize'])
    expect(document.exitCode).toBe(1)
    expect(document.error).toEqual({
      code: 'ASSET_FAILED',
      message: 'an error that nobody caught, in code that no asset called, ended the run: Error: stray',
      at: 'assets/index.ts:5:53',
      fix: 'catch it where it is thrown, or start that code inside the asset that needs it',
    })
    expect((await project.json('status')).assets[0].status).toBe('missing')
  })

  test('a folder and variables that it changes are no other command’s', async () => {
    await using project = await createProject(
      oneFile(
        "export const a = asset(() => { process.chdir('/'); process.exitCode = 9; delete process.env.PATH; return [{ n: 1 }] })",
        'export const b = asset(({ a }) => a)',
      ),
    )
    expect((await documentOfProcess(project, ['materialize'])).exitCode).toBe(0)
    expect((await project.json('status')).counts).toMatchObject({ fresh: 2 })
  })

  test('timers and servers that it leaves open do not keep the command', async () => {
    await using project = await createProject(
      oneFile(
        "export const a = asset(async () => { setInterval(() => {}, 1000); (await import('node:net')).createServer().listen(0); return [{ n: 1 }] })",
      ),
    )
    expect((await documentOfProcess(project, ['materialize'])).exitCode).toBe(0)
  })
})

test('what is cancelled is told why, by the reason of its signal', async () => {
  await using project = await createProject(
    oneFile(
      "export const fails = asset(async () => { await called('fails'); throw new Error('x') })",
      'export const waits = asset(async (_, { signal, log }) => {',
      '  const aborted = new Promise((resolve) => signal.addEventListener("abort", resolve))',
      "  called('waits')",
      '  await aborted',
      '  const { code, message, fix } = signal.reason',
      '  log(JSON.stringify({ code, message, fix }))',
      '})',
    ),
  )
  const [fails, waits] = [project.calls.hold('fails'), project.calls.hold('waits')]
  const run = project.start(['materialize', '--fail-fast', '-j', '2', '--json'])
  await Promise.all([fails.waiting(), waits.waiting()])
  waits.release()
  fails.release()
  expect(outcomesOf(JSON.parse((await run.ended).stdout))).toEqual({ fails: 'failed', waits: 'cancelled' })
  const { lines } = await project.json('logs', 'waits')
  expect(JSON.parse(lines[0].message)).toEqual({
    code: 'ASSET_CANCELLED',
    message: 'another asset failed',
    fix: 'run the same command again: what was finished is kept',
  })
})

describe('what an asset prints', () => {
  test('a flood without a line break is one line of its log, and no part of the document', async () => {
    await using project = await createProject(
      oneFile(
        "export const a = asset(() => { process.stdout.write('x'.repeat(1_000_000)); process.stderr.write('no end'); return [{ n: 1 }] })",
      ),
    )
    await documentOf(project, ['materialize'])
    const { lines } = await project.json('logs', 'a')
    expect(lines.map(({ level, message }: { level: string; message: string }) => [level, message.length])).toEqual([
      ['info', 1_000_000],
      ['error', 6],
    ])
  })

  test('the stack of its error, with causes, is in its log', async () => {
    await using project = await createProject(
      oneFile("export const a = asset(() => { throw new Error('outer', { cause: new Error('inner') }) })"),
    )
    const document = await documentOfProcess(project, ['materialize'])
    expect(document.error.message).toBe('Error: outer (Error: inner)')
    const text = inside(project, await project.assets('logs', 'a'))
    expect(text).toContain('Error: outer\n    at ')
    expect(text).toContain('[cause]: Error: inner')
    expect(text).toContain('<project>/assets/index.ts:4:')
  })
})

describe('resources', () => {
  const twoUsers = oneFile(
    'export const a = asset((_, { db }) => [{ n: db }])',
    'export const other = asset(() => [{ n: 1 }])',
  )

  test('one that does not open fails those that name it, and is opened again at the next run', async () => {
    await using project = await createProject({
      ...twoUsers,
      ...withResources("db: resource({ open: () => { throw new Error('no database') } })"),
    })
    const document = await documentOf(project, ['materialize'])
    expect(outcomesOf(document)).toEqual({ a: 'failed', other: 'ran' })
    expect(failures(document).a).toMatchObject({ code: 'ASSET_FAILED', message: 'Error: no database' })
    project.edit(withResources('db: resource({ open: () => 5 })'))
    expect(outcomesOf(await documentOf(project, ['materialize']))).toEqual({ a: 'ran', other: 'skipped' })
  })

  test.each([
    ["() => { throw new Error('no end') }", 'the resource db did not close: Error: no end'],
    [
      '() => new Promise(() => {})',
      'the resource db did not close: it waits for a promise that nothing is left to settle',
    ],
  ])('one that does not close (%s) is a warning, for everything was made', async (close, warning) => {
    await using project = await createProject({
      ...twoUsers,
      ...withResources(`db: resource({ open: () => 5, close: ${close} })`),
    })
    const document = await documentOf(project, ['materialize'])
    expect(document.exitCode).toBe(0)
    expect(document.steps[0]).toMatchObject({ asset: 'a', outcome: 'ran', warning })
    const { stderr } = await project.assets('materialize', 'a', '--force', '--only')
    expect(stderr).toContain(`! a: ${warning}`)
    expect(stderr).toContain('1 unchanged, 1 warning')
  })

  test('one that never opens fails those that name it', async () => {
    await using project = await createProject({
      ...twoUsers,
      ...withResources('db: resource({ open: () => new Promise(() => {}) })'),
    })
    const document = await documentOf(project, ['materialize'])
    expect(document.exitCode).toBe(1)
    expect(outcomesOf(document)).toEqual({ a: 'failed', other: 'ran' })
  })
})

describe('a command that is ended before it has answered', () => {
  const slow = ['query', 'select count(*) from range(100000) a, range(100000) b']
  test.each([
    ['process.exit(0)', 'the process ended before the command had answered'],
    ["throw new Error('stray')", 'stray'],
  ])('by %s of code that the project left running has the last word', async (statement, message) => {
    await using project = await createProject(
      oneFile(`setTimeout(() => { ${statement} }, 400)`, 'export const a = asset(() => [{ n: 1 }])'),
    )
    const document = await documentOfProcess(project, slow)
    expect(document.error).toEqual({
      code: 'INTERNAL',
      message: `this is a bug of assets: ${message}`,
      fix: 'report it with the lines above, the command you ran and what `assets doctor` prints',
    })
    expect(document.exitCode).toBe(3)
    const { exitCode, stderr } = await project.start(slow).ended
    expect(exitCode).toBe(3)
    expect(stderr).toContain(`error INTERNAL\n  this is a bug of assets: ${message}\n`)
  })
})
