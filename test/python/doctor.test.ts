import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { createProject, type Document, type Project } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'

const files = {
  'assets/index.ts': "import { asset } from '#project'\nexport const documents = asset.python('./documents.py')\n",
  'assets/documents.py': 'def documents(): return None\n',
}
const findings = async (project: Project, env: Record<string, string>): Promise<Document[]> => {
  const { stdout } = await project.run(['doctor', '--json'], { env })
  const names = ['python', 'python packages', 'pandas', 'pyarrow']
  return JSON.parse(stdout).checks.filter(({ name }: Document) => names.includes(name))
}

describePython('frames', 'doctor', ({ commands, interpreter }) => {
  const environment = dirname(commands)

  test('says which Python calls the functions, by what it was found, and what is in it', async () => {
    await using project = await createProject(files)
    expect(await findings(project, { VIRTUAL_ENV: environment })).toEqual([
      {
        name: 'python',
        state: 'ok',
        found: expect.stringMatching(/^.+\/bin\/python, 3\.\d+\.\d+, of the environment that is active$/),
      },
      {
        name: 'python packages',
        state: 'ok',
        found: 'pandas 3.1.1, polars 2.1.0, pyarrow 26.0.1, pydantic 2.14.4; not there: pyspark',
      },
    ])
  })

  test('says that an environment was moved, and that a package is too old or has another one missing', async () => {
    await using project = await createProject({
      ...files,
      '.venv/pyvenv.cfg': `home = ${dirname(interpreter)}\ninclude-system-site-packages = false\n`,
      '.venv/bin/activate': "VIRTUAL_ENV='/old/place'\nexport VIRTUAL_ENV\n",
      'packages/pandas-1.5.3.dist-info/METADATA': 'Metadata-Version: 2.1\nName: pandas\nVersion: 1.5.3\n',
    })
    symlinkSync(interpreter, join(project.folder, '.venv/bin/python'))
    const python = join(project.folder, '.venv/bin/python')
    const found = await findings(project, { VIRTUAL_ENV: '', PYTHONPATH: join(project.folder, 'packages') })
    expect(found).toEqual([
      {
        name: 'python',
        state: 'ok',
        found: expect.stringMatching(/\/\.venv\/bin\/python, .+, of the environment in the project$/),
      },
      {
        name: 'python',
        state: 'warn',
        found: 'its environment was made as /old/place and moved: pip and the other commands in it start what is there',
        fix: 'make it again where it is to be',
      },
      {
        name: 'python packages',
        state: 'ok',
        found: 'pandas 1.5.3; not there: polars, pyarrow, pydantic, pyspark',
      },
      {
        name: 'pandas',
        state: 'warn',
        found: '1.5.3, which is older than 2.0',
        fix: `${python} -m pip install --upgrade 'pandas>=2.0'`,
      },
      {
        name: 'pyarrow',
        state: 'warn',
        found: 'not there, and tables are given as frames of pandas, or taken from them, with it',
        fix: `${python} -m pip install pyarrow`,
      },
    ])
  })

  test('says that there is none, or that it is too old, with the cure', async () => {
    await using project = await createProject(files)
    await project.run(['materialize'], { env: { VIRTUAL_ENV: environment } })
    const [gone] = await findings(project, { VIRTUAL_ENV: '/not/there' })
    expect(gone).toEqual({
      name: 'python',
      state: 'bad',
      found: '/not/there, which is the active environment by VIRTUAL_ENV, has no Python in it: it was moved or removed',
      fix: 'deactivate it (unset VIRTUAL_ENV), or make it again',
    })
    const old = join(project.folder, 'old')
    mkdirSync(join(old, 'bin'), { recursive: true })
    writeFileSync(join(old, 'bin/python'), '#!/bin/sh\necho \'{"python": "3.8.10", "packages": {}}\'\n', {
      mode: 0o755,
    })
    const { stdout } = await project.run(['doctor', '--json'], { env: { VIRTUAL_ENV: old } })
    expect(JSON.parse(stdout).checks.filter(({ found }: Document) => /3\.8/.test(found))).toMatchObject([
      { state: 'bad', found: expect.stringContaining('is Python 3.8.10, which is older than 3.10') },
    ])
  })
})
