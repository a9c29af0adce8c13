import { execFileSync } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createProject } from '../rig/project.ts'
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
})

describePython('dbt', 'the dbt that tests use', ({ commands }) => {
  it('has the adapter of DuckDB', () => {
    const text = String(execFileSync(join(commands, 'dbt'), ['--version']))
    expect(text).toContain('installed: 1.11.16')
    expect(text).toContain('duckdb: 1.11.1')
  })
})
