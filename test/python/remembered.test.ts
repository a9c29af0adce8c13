import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadedUnder } from '../rig/loaded.ts'
import { createProject, type Document, type Files, type Project } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'

const files: Files = {
  'assets/index.ts': `
    import { asset } from '#project'
    export const numbers = asset(() => [1, 2, 3].map((n) => ({ n })))
    export const kept = asset.python<{ n: bigint }>('./kept.py')
    export const total = asset(async ({ kept }) => [{ rows: kept.count }])
  `,
  'assets/kept.py': `from limits import below

# The rows that are kept.
def kept(numbers: list):
    return [row for row in numbers if below(row["n"])]
`,
  'assets/limits.py': `def below(n):
    return n < 3


def above(n):
    return n > 3
`,
}

const installed = (folder: string, version: string): Files => ({
  [`${folder}/dep/__init__.py`]: `n = ${version}\n`,
  [`${folder}/dep-${version}.dist-info/METADATA`]: `Metadata-Version: 2.1\nName: dep\nVersion: ${version}\n`,
  [`${folder}/dep-${version}.dist-info/RECORD`]: 'dep/__init__.py,,\n',
})

const statuses = ({ assets }: Document) => assets.map(({ status }: { status: string }) => status)

describePython('frames', 'a project with Python assets', ({ interpreter }) => {
  /** The interpreter of the project counts how often it is started. */
  async function made(more: Files = {}): Promise<Project & { starts(): number }> {
    const project = await createProject({ ...files, ...more }, { env: { VIRTUAL_ENV: '', CONDA_PREFIX: '' } })
    const log = join(project.folder, 'starts.log')
    giveEnvironment(project, `echo start >> ${log}`)
    const starts = () => {
      const count = existsSync(log) ? readFileSync(log, 'utf8').split('\n').length - 1 : 0
      rmSync(log, { force: true })
      return count
    }
    return Object.assign(project, { starts })
  }

  function giveEnvironment(project: Project, first = ':'): void {
    project.edit({
      '.venv/pyvenv.cfg': 'home = /',
      '.venv/bin/python': `#!/bin/sh\n${first}\nexec ${interpreter} "$@"\n`,
    })
    chmodSync(join(project.folder, '.venv/bin/python'), 0o755)
  }

  test('starts no Python where nothing has changed, nor where only TypeScript has', async () => {
    await using project = await made()
    expect((await project.assets('materialize')).exitCode).toBe(0)
    expect(project.starts()).toBeGreaterThan(0)
    expect(statuses(await project.json('status'))).toEqual(['fresh', 'fresh', 'fresh'])
    expect((await project.assets('materialize')).exitCode).toBe(0)
    expect(project.starts()).toBe(0)
    project.edit({ 'assets/index.ts': files['assets/index.ts']!.replace('[1, 2, 3]', '[1, 2, 3, 4]') })
    expect(statuses(await project.json('status'))).toEqual(['stale', 'maybe', 'maybe'])
    project.edit({ 'assets/index.ts': `${files['assets/index.ts']}\nexport const more = asset(() => [{ n: 1 }])` })
    expect(statuses(await project.json('status'))).toEqual(['fresh', 'fresh', 'fresh', 'missing'])
    expect(project.starts()).toBe(0)
  })

  test('reads code again that has changed, once, and shows it as it was and as it is', async () => {
    await using project = await made()
    await project.assets('materialize')
    project.starts()
    project.edit({ 'assets/kept.py': files['assets/kept.py']!.replace('The rows', 'All rows') })
    expect(statuses(await project.json('status'))).toEqual(['fresh', 'fresh', 'fresh'])
    expect(project.starts()).toBe(1)
    project.edit({ 'assets/limits.py': files['assets/limits.py']!.replace('n > 3', 'n > 4') })
    expect(statuses(await project.json('status'))).toEqual(['fresh', 'fresh', 'fresh'])
    project.edit({ 'assets/limits.py': files['assets/limits.py']!.replace('n < 3', 'n < 2') })
    project.starts()
    expect(statuses(await project.json('status'))).toEqual(['fresh', 'stale', 'maybe'])
    expect(statuses(await project.json('status'))).toEqual(['fresh', 'stale', 'maybe'])
    expect(project.starts()).toBe(1)
    const { stdout } = await project.assets('explain', 'kept')
    expect(stdout).toContain('code changed in assets/limits.py below')
    expect(stdout).toContain('assets/limits.py below edited  line 1, reached by assets/kept.py kept')
    expect(stdout).toMatch(/ def below\(n\):\n +- {4}return n < 3\n +\+ {4}return n < 2\n/)
    await project.assets('materialize')
    expect((await project.json('show', 'total')).rows).toEqual([{ rows: 1 }])
    // What was made of the code before is there still.
    project.edit(files)
    const { steps } = await project.json('materialize')
    expect(steps.find(({ asset }: { asset: string }) => asset === 'kept').outcome).toBe('reused')
  })

  test('a data file of megabytes is told by any of its bytes, and by nothing else', async () => {
    const lines = 'a line of the file\n'.repeat(150_000)
    await using project = await made({
      'assets/limits.py': `from pathlib import Path\n\ndef below(n):\n    return n < len((Path(__file__).parent / "lines.txt").read_text())\n`,
      'assets/lines.txt': lines,
    })
    await project.assets('materialize')
    expect(statuses(await project.json('status'))).toEqual(['fresh', 'fresh', 'fresh'])
    project.edit({ 'assets/lines.txt': `${lines.slice(0, 1_500_000)}X${lines.slice(1_500_001)}` })
    expect(statuses(await project.json('status'))).toEqual(['fresh', 'stale', 'maybe'])
    project.edit({ 'assets/lines.txt': lines })
    expect(statuses(await project.json('status'))).toEqual(['fresh', 'fresh', 'fresh'])
    project.edit({ 'assets/lines.txt': `${lines}.` })
    expect(statuses(await project.json('status'))).toEqual(['fresh', 'stale', 'maybe'])
  })

  test('a module that appears and hides another is seen, and so is another environment', async () => {
    await using project = await made()
    await project.assets('materialize')
    expect(statuses(await project.json('status'))).toEqual(['fresh', 'fresh', 'fresh'])
    project.edit({ 'assets/limits/__init__.py': 'def below(n):\n    return n < 1\n' })
    expect(statuses(await project.json('status'))).toEqual(['fresh', 'stale', 'maybe'])
    project.edit({ 'assets/limits/__init__.py': null })
    rmSync(join(project.folder, 'assets/limits'), { recursive: true })
    expect(statuses(await project.json('status'))).toEqual(['fresh', 'fresh', 'fresh'])
  })

  test('asks the Python that the path of the last one leads to now, whose packages are others', async () => {
    const withPackages = (folder: string) => `#!/bin/sh\nexport PYTHONPATH=${folder}\nexec ${interpreter} "$@"\n`
    await using project = await createProject(
      {
        'assets/index.ts': "import { asset } from '#project'\nexport const kept = asset.python('./kept.py')\n",
        'assets/kept.py': 'import dep\n\ndef kept():\n    return [{ "n": dep.n }]\n',
        ...installed('first', '1.0'),
        ...installed('second', '2.0'),
        '.venv/pyvenv.cfg': 'home = /',
      },
      { env: { VIRTUAL_ENV: '', CONDA_PREFIX: '' } },
    )
    const leadTo = (name: string) => {
      project.edit({ [`bin/${name}`]: withPackages(join(project.folder, name)), '.venv/bin/python': null })
      chmodSync(join(project.folder, 'bin', name), 0o755)
      mkdirSync(join(project.folder, '.venv/bin'), { recursive: true })
      symlinkSync(join(project.folder, 'bin', name), join(project.folder, '.venv/bin/python'))
    }
    leadTo('first')
    expect((await project.assets('materialize')).exitCode).toBe(0)
    expect(statuses(await project.json('status'))).toEqual(['fresh'])
    leadTo('second')
    expect(statuses(await project.json('status'))).toEqual(['stale'])
    leadTo('first')
    expect(statuses(await project.json('status'))).toEqual(['fresh'])
  })

  test('is remembered whatever the search path is, which does not decide where an environment does', async () => {
    await using project = await made()
    await project.assets('materialize')
    const loadsProject = async (env: NodeJS.ProcessEnv) => {
      const { loaded } = await loadedUnder(project, { env }, 'status')
      return loaded.some((url) => url.endsWith('/assets/index.ts'))
    }
    expect(await loadsProject({})).toBe(false)
    expect(await loadsProject({ PATH: `${project.folder}:${process.env.PATH}` })).toBe(false)
    expect(await loadsProject({ PYTHONPATH: 'packages' })).toBe(true)
    expect(await loadsProject({ PYTHONPATH: 'packages' })).toBe(false)
    const elsewhere = interpreter.replace(/\/bin\/[^/]+$/, '')
    expect(await loadsProject({ PYTHONPATH: 'packages', VIRTUAL_ENV: elsewhere })).toBe(true)
  })

  test('answers status and check where the environment is gone, by what was kept', async () => {
    await using project = await made()
    await project.assets('materialize')
    project.edit({ 'assets/index.ts': `${files['assets/index.ts']}\n// loaded anew\n` })
    await project.assets('status')
    rmSync(join(project.folder, '.venv'), { recursive: true })
    const gone = { env: { PATH: '/nowhere' } }
    expect((await project.run(['check'], gone)).exitCode).toBe(0)
    expect(statuses(JSON.parse((await project.run(['status', '--json'], gone)).stdout))).toEqual([
      'fresh',
      'fresh',
      'fresh',
    ])
    // Whoever needs it says what to do.
    project.edit({ 'assets/index.ts': files['assets/index.ts']!.replace('[1, 2, 3]', '[1, 2, 3, 4]') })
    const ran = await project.run(['materialize'], gone)
    expect(ran.exitCode).not.toBe(0)
    expect(ran.stderr).toContain('PYTHON_MISSING')
  })

  test('answers check on a clean clone without Python, by the files that the lock names', async () => {
    await using project = await made()
    await project.assets('materialize')
    const lock = readFileSync(join(project.folder, '.assetstore/assets.lock'), 'utf8')
    expect(lock).toContain('"sources":["assets/kept.py","assets/limits.py"]')
    await using clone = await createProject(
      { ...files, '.assetstore/assets.lock': lock },
      { env: { VIRTUAL_ENV: '', CONDA_PREFIX: '', PATH: '/nowhere' } },
    )
    const checked = await clone.assets('check')
    expect({ exitCode: checked.exitCode, stderr: checked.stderr }).toMatchObject({ exitCode: 0 })
    expect((await clone.json('check')).basis).toBe('lock')
    // Without its parser a comment is a change.
    clone.edit({ 'assets/limits.py': `# limits\n${files['assets/limits.py']}` })
    const { assets } = await clone.json('check')
    expect(statuses({ assets })).toEqual(['fresh', 'stale', 'maybe'])
    expect((await clone.assets('check')).exitCode).toBe(1)
    // With it, it is none.
    giveEnvironment(clone)
    expect((await clone.assets('check')).exitCode).toBe(0)
  })
})
