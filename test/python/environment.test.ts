import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, realpathSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createProject, type Document } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'

describePython('frames', 'the frames that tests of Python use', ({ interpreter }) => {
  it('are there in the pinned versions', () => {
    const text = execFileSync(interpreter, [
      '-c',
      'import pandas, polars, pyarrow; print(pandas.__version__, polars.__version__)',
    ])
    expect(String(text).trim()).toBe('3.1.1 2.1.0')
  })

  it('may be in a folder of any name, and be made to print by what the interpreter reads when it starts', async () => {
    await using project = await createProject(
      {
        'assets.config.ts': [
          "import { defineProject } from 'assetstore'",
          "const project = defineProject({ assets: () => import('./assets/index.ts'), python: 'an énvironment/bin/python' })",
          'export default project',
          'export const { asset } = project',
        ].join('\n'),
        'assets/index.ts':
          "import { asset } from '#project'\nexport const one = asset.python({ file: './é one.py', function: 'one' })\n",
        'assets/é one.py': 'def one():\n    return [{"optimized": not __debug__}]\n',
        'start/sitecustomize.py': 'import sys\nprint("of the start", end="")\nsys.stderr.write("of the start")\n',
      },
      { env: { PYTHONPATH: 'start', PYTHONSTARTUP: 'no/such.py', PYTHONOPTIMIZE: '2', PYTHONHASHSEED: '1' } },
    )
    symlinkSync(join(interpreter, '../..'), join(project.folder, 'an énvironment'))
    const { ok, steps } = await project.json('materialize')
    expect([ok, steps[0].error]).toEqual([true, undefined])
    expect((await project.json('show', 'one')).rows).toEqual([{ optimized: true }])
    expect((await project.json('doctor')).ok).toBe(true)
  })

  it('may have no pandas: what is not annotated is a table of Arrow', async () => {
    await using project = await createProject({
      'assets/index.ts': [
        "import { asset } from '#project'",
        'export const raw = asset(() => [{ id: 1 }, { id: 2 }])',
        "export const kind = asset.python('./kind.py')",
      ].join('\n'),
      'assets/kind.py':
        'def kind(raw):\n    return [{"module": type(raw).__module__, "name": type(raw).__name__, "rows": raw.num_rows}]\n',
    })
    const [whole, bare] = [join(interpreter, '../..'), join(project.folder, '.venv')]
    const [lib = ''] = readdirSync(join(whole, 'lib'))
    const packages = join('lib', lib, 'site-packages')
    for (const folder of ['bin', packages]) mkdirSync(join(bare, folder), { recursive: true })
    cpSync(join(whole, 'pyvenv.cfg'), join(bare, 'pyvenv.cfg'))
    symlinkSync(realpathSync(interpreter), join(bare, 'bin/python'))
    symlinkSync(join(whole, packages, 'pyarrow'), join(bare, packages, 'pyarrow'))
    const { steps } = await project.json('materialize')
    expect(steps.flatMap(({ error }: Document) => error ?? [])).toEqual([])
    expect((await project.json('show', 'kind')).rows).toEqual([{ module: 'pyarrow.lib', name: 'Table', rows: '2' }])
  })
})

describePython('dbt', 'the dbt that tests use', ({ commands, dbtHost }) => {
  it('has the adapter of DuckDB', () => {
    const words = ['-c', `exec ${dbtHost} "$@"`, 'sh', join(commands, 'dbt'), '--version']
    const text = String(execFileSync('sh', words))
    expect(text).toContain('installed: 1.11.16')
    expect(text).toContain('duckdb: 1.11.1')
  })
})
