import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createProject, repository } from '../rig/project.ts'
import { oneFile } from '../run/projects.ts'

/** The shell steps of the workflow that the README shows. */
function stepsOfReadme(): string[] {
  const readme = readFileSync(join(repository, 'README.md'), 'utf8')
  const workflow = /^```yaml title="\.github\/workflows\/assets\.yml"\n([\s\S]*?)^```$/m.exec(readme)?.[1] ?? ''
  return [...workflow.matchAll(/^ *- run: (.*)$/gm)].map(([, command = '']) => command)
}

test('the workflow of the README passes on a clean clone, and fails there after an edit', async () => {
  const assets = (n: number) =>
    oneFile(`export const a = asset(() => [{ n: ${n} }])`, 'export const b = asset(({ a }) => a)')
  await using project = await createProject({ ...assets(1), '.gitignore': 'node_modules/\n' })
  const git = (...words: string[]) => execFileSync('git', words, { cwd: project.folder, stdio: 'pipe' })
  const commit = () => {
    git('add', '-A')
    git('-c', 'user.name=test', '-c', 'user.email=test@example.org', 'commit', '-qm', 'assets')
  }
  await project.assets('materialize')
  git('init', '-q')
  commit()
  expect(runOnClone(project.folder)).toEqual({ exitCode: 0, annotations: 0 })
  project.edit(assets(2))
  commit()
  const { exitCode, annotations } = runOnClone(project.folder)
  expect(exitCode).toBe(1)
  expect(annotations).toBeGreaterThan(0)
})

/** What a runner does: clone, install, and each step in a shell. The package comes from here, so that nothing is downloaded. */
function runOnClone(from: string): { exitCode: number; annotations: number } {
  const folder = mkdtempSync(join(tmpdir(), 'assets-workflow-'))
  try {
    execFileSync('git', ['clone', '-q', from, folder], { stdio: 'pipe' })
    const [install, ...steps] = stepsOfReadme()
    expect(install).toBe('npm ci')
    symlinkSync(join(from, 'node_modules'), join(folder, 'node_modules'), 'dir')
    expect(steps).toEqual(['npx assets check'])
    const words = steps.map((step) =>
      step.replace(/^npx assets/, `"${process.execPath}" "${join(repository, 'dist/bin.js')}"`),
    )
    const env = { ...process.env, CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(folder, 'summary.md') }
    const { status, output } = shell(words.join(' && '), { cwd: folder, env })
    return { exitCode: status, annotations: [...output.matchAll(/^::(?:error|warning) /gm)].length }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function shell(script: string, options: { cwd: string; env: NodeJS.ProcessEnv }): { status: number; output: string } {
  try {
    return { status: 0, output: execFileSync('bash', ['-c', `(${script}) 2>&1`], { ...options, encoding: 'utf8' }) }
  } catch (error) {
    const { status, stdout } = error as { status: number; stdout: string }
    return { status, output: stdout }
  }
}
