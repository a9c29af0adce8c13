import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { command, repository } from '../rig/project.ts'

/** With the packages where npm puts them: behind a link they would not be those of the lock file. */
test('the lock of this repository is true: a clean clone is up to date', () => {
  const store = mkdtempSync(join(tmpdir(), 'assets-clone-'))
  try {
    cpSync(join(repository, '.assetstore/assets.lock'), join(store, 'assets.lock'))
    const words = [command, 'check', '--json', '--store', store]
    const text = execFileSync(process.execPath, words, { cwd: repository, encoding: 'utf8' })
    expect(JSON.parse(text)).toMatchObject({ ok: true, basis: 'lock' })
  } finally {
    rmSync(store, { recursive: true })
  }
})
