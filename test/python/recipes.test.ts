import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { command, createProject, type Project, repository } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'

const readme = readFileSync(join(repository, 'README.md'), 'utf8')
const recipe = (name: string): string => {
  const block = new RegExp(`^\`\`\`\\w+ recipe="${name}"\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(readme)
  return block?.[1] as string
}

const files = {
  'assets.config.ts': `
    import { defineProject } from 'assetstore'
    const project = defineProject({
      assets: () => import('./assets/index.ts'),
      schedules: { often: { every: '1s' } },
    })
    export default project
    export const { asset } = project`,
  'assets/index.ts': `
    import { asset } from '#project'
    export const report = asset(() => {
      if (process.env.BROKEN) throw new Error('no')
      return [{ n: 1 }]
    })`,
}

/** A machine that has the project at `/srv/project`, and an `npx` that finds the command of this repository. */
async function machine() {
  const project = await createProject(files)
  const bin = join(project.folder, 'bin')
  mkdirSync(bin)
  const npx = join(bin, 'npx')
  writeFileSync(npx, `#!/bin/sh\ncd "\${PROJECT:-.}" || exit 9\nshift\nexec "${process.execPath}" "${command}" "$@"\n`)
  chmodSync(npx, 0o755)
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, PROJECT: project.folder }
  const here = (text: string) =>
    text
      .replaceAll('/srv/project', project.folder)
      .replaceAll('/usr/bin/npx', npx)
      .replaceAll('/var/log', project.folder)
  return { project, env, here, [Symbol.asyncDispose]: () => project[Symbol.asyncDispose]() }
}

const status = async (project: Project) => (await project.json('status')).assets[0].status

test('the line for cron makes what is due', async () => {
  await using at = await machine()
  const line = at.here(recipe('cron')).trim().split(' ').slice(5).join(' ')
  execFileSync('sh', ['-c', line], { env: at.env, cwd: '/' })
  expect(await status(at.project)).toBe('fresh')
  expect(readFileSync(join(at.project.folder, 'assets.log'), 'utf8')).toContain('often')
})

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0
test.skipIf(!hasSystemd)(
  'the units are what systemd takes, and what the service starts makes what is due',
  async () => {
    await using at = await machine()
    const units = ['assets.service', 'assets-tick.service', 'assets-tick.timer']
    const paths = units.map((name) => {
      const path = join(at.project.folder, name)
      writeFileSync(path, at.here(recipe(name)))
      return path
    })
    const { status: code, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', ...paths], {
      encoding: 'utf8',
    })
    expect([code, stderr.split('\n').filter((line) => line.includes(at.project.folder))]).toEqual([0, []])
    const calendar = /OnCalendar=(.*)/.exec(recipe('assets-tick.timer'))?.[1] as string
    expect(spawnSync('systemd-analyze', ['calendar', calendar]).status).toBe(0)
    const start = /ExecStart=(.*)/.exec(at.here(recipe('assets-tick.service')))?.[1] as string
    execFileSync('sh', ['-c', start], { env: at.env })
    expect(await status(at.project)).toBe('fresh')
  },
)

interface WorkflowStep {
  readonly run?: string
  readonly uses?: string
  readonly if?: string
  readonly with?: { readonly path: string }
}

/** Carries out what a runner does with the steps, on a machine that has nothing of the last time but what was saved; what failed. */
function workflow(
  steps: readonly WorkflowStep[],
  { project: { folder }, env }: Awaited<ReturnType<typeof machine>>,
  more: Readonly<Record<string, string>> = {},
): readonly string[] {
  const saved = join(folder, 'saved')
  const failed: string[] = []
  rmSync(join(folder, '.assetstore'), { recursive: true, force: true })
  for (const { run = '', uses = '', if: condition, with: given } of steps) {
    if (failed.length > 0 && condition !== 'always()') continue
    const cached = join(folder, given?.path ?? '')
    if (uses.startsWith('actions/cache/restore') && existsSync(saved)) cpSync(saved, cached, { recursive: true })
    if (uses.startsWith('actions/cache/save')) cpSync(cached, saved, { recursive: true })
    if (run.startsWith('npx') && spawnSync('sh', ['-c', run], { env: { ...env, ...more } }).status !== 0)
      failed.push(run)
  }
  return failed
}

describePython('recipes', 'manifests', ({ interpreter }) => {
  const python = (script: string, input: string) => spawnSync(interpreter, ['-c', script], { input, encoding: 'utf8' })
  const parsed = (name: string) =>
    JSON.parse(
      python('import sys, json, yaml; print(json.dumps(yaml.load(sys.stdin, yaml.BaseLoader)))', recipe(name)).stdout,
    )

  test('the CronJob is one that Kubernetes takes, and its command makes what is due', async () => {
    const validate = `
import sys, yaml, kubernetes_validate
kubernetes_validate.validate(yaml.safe_load(sys.stdin), kubernetes_validate.latest_version(), strict=True)`
    expect(python(validate, recipe('kubernetes'))).toMatchObject({ status: 0, stderr: '' })
    // A validator that takes anything would say nothing.
    expect(python(validate, recipe('kubernetes').replace('concurrencyPolicy', 'concurrency')).status).toBe(1)
    await using at = await machine()
    const [container] = parsed('kubernetes').spec.jobTemplate.spec.template.spec.containers
    execFileSync(container.command[0], container.command.slice(1), { env: at.env })
    expect(await status(at.project)).toBe('fresh')
  })

  test('the steps of the workflow make everything, and what a run has made is there for the next one, also where something failed', async () => {
    await using at = await machine()
    at.project.edit({
      'assets/index.ts': `${files['assets/index.ts']}\nexport const costly = asset(() => [{ n: 1 }])`,
    })
    const { steps } = parsed('github').jobs.materialize as { readonly steps: readonly WorkflowStep[] }
    expect(workflow(steps, at, { BROKEN: '1' })).toEqual(['npx assets materialize'])
    expect(workflow(steps, at)).toEqual([])
    expect(await status(at.project)).toBe('fresh')
    const { records } = await at.project.json('history', 'costly')
    expect(records).toMatchObject([{ outcome: 'ran' }])
  })
})

/**
 * As far as it goes without the orchestrators, which are no part of the tests: what their decorators take is run at once, and the class of
 * what is thrown is told. `scripts/recipes.ts` runs the same files with the real ones.
 */
describePython('recipes', 'orchestrators', ({ interpreter }) => {
  const run = (name: string, at: Awaited<ReturnType<typeof machine>>, env: Record<string, string> = {}) => {
    const path = join(at.project.folder, 'recipe.py')
    writeFileSync(path, at.here(recipe(name)))
    const stubs = join(repository, 'test/python/stubs')
    return spawnSync(interpreter, [path], { env: { ...at.env, PYTHONPATH: stubs, ...env }, encoding: 'utf8' })
  }

  test.each(['airflow', 'prefect'])('a task of %s gives the counts of its run', async (name) => {
    await using at = await machine()
    expect(run(name, at)).toMatchObject({ status: 0, stdout: expect.stringContaining("'ran': 1") })
    expect(await status(at.project)).toBe('fresh')
  })

  test.each(['airflow', 'prefect'])(
    'what failed is tried again by %s, and a mistake in the project is not',
    async (name) => {
      await using at = await machine()
      expect(run(name, at, { BROKEN: '1' }).stdout).toContain('again: report')
      at.project.edit({ 'assets/index.ts': 'export const = 1' })
      expect(run(name, at).stdout).toContain('final: assets/index.ts is no valid TypeScript')
    },
  )
})
