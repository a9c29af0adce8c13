import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { command, repository } from '../rig/project.ts'

test('the lock of this repository is true: a clean clone is up to date', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assets-clone-'))
  try {
    for (const path of ['package.json', 'package-lock.json', 'assets.config.ts', 'assets', '.assetstore/assets.lock'])
      cpSync(join(repository, path), join(folder, path), { recursive: true })
    for (const path of ['node_modules', 'dist']) symlinkSync(join(repository, path), join(folder, path), 'dir')
    const text = execFileSync(process.execPath, [command, 'check', '--json'], { cwd: folder, encoding: 'utf8' })
    expect(JSON.parse(text)).toMatchObject({ ok: true, basis: 'lock' })
  } finally {
    rmSync(folder, { recursive: true })
  }
})
