import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { describePython } from '../rig/python/describe.ts'

describePython('frames', 'the frames that tests of Python use', ({ interpreter }) => {
  it('are there in the pinned versions', () => {
    const text = execFileSync(interpreter, [
      '-c',
      'import pandas, polars, pyarrow; print(pandas.__version__, polars.__version__)',
    ])
    expect(String(text).trim()).toBe('3.1.1 2.1.0')
  })
})

describePython('dbt', 'the dbt that tests use', ({ commands }) => {
  it('has the adapter of DuckDB', () => {
    const text = String(execFileSync(join(commands, 'dbt'), ['--version']))
    expect(text).toContain('installed: 1.11.16')
    expect(text).toContain('duckdb: 1.11.1')
  })
})
