/**
 * Runs the README's recipes for Airflow and Prefect with the real ones: `node scripts/recipes.ts`, or one of them:
 * `node scripts/recipes.ts prefect`. They are installed from PyPI into a temp folder, which takes minutes, so this is no
 * part of the tests. `PREFECT_VENV` and `AIRFLOW_VENV` name virtual environments that have them already.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const repository = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(join(repository, 'README.md'), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'assets-recipes-'))

const orchestrators = {
  airflow: { requirement: 'apache-airflow==3.3.2', run: airflow },
  prefect: { requirement: 'prefect==3.9.1', run: prefect },
}

const projects = {
  'everything right': 'export const report = asset(() => [{ n: 1 }])',
  'an asset that fails': "export const report = asset(() => { throw new Error('no') })",
  'a project that does not load': 'export const = 1',
}

/** A project whose assets are still to be written, with the command where npx looks for it. */
function project(name: string): string {
  const root = join(folder, name)
  mkdirSync(join(root, 'assets'), { recursive: true })
  mkdirSync(join(root, 'node_modules/.bin'), { recursive: true })
  symlinkSync(repository, join(root, 'node_modules/assetstore'), 'dir')
  symlinkSync('../assetstore/dist/bin.js', join(root, 'node_modules/.bin/assets'))
  writeFileSync(join(root, 'package.json'), '{ "type": "module", "imports": { "#project": "./assets.config.ts" } }')
  writeFileSync(
    join(root, 'assets.config.ts'),
    `import { defineProject } from 'assetstore'
const project = defineProject({ assets: () => import('./assets/index.ts') })
export default project
export const { asset } = project`,
  )
  return root
}

function recipe(name: string, root: string): string {
  const block = new RegExp(`^\`\`\`python recipe="${name}"\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(readme)?.[1] as string
  return block.replaceAll('/srv/project', root)
}

function airflow(bin: string, root: string): number | null {
  const home = join(folder, 'airflow-home')
  const dags = join(home, 'dags')
  mkdirSync(dags, { recursive: true })
  writeFileSync(join(dags, 'assets.py'), recipe('airflow', root).replace('retries=2', 'retries=2, retry_delay=1'))
  const all = {
    ...process.env,
    AIRFLOW_HOME: home,
    AIRFLOW__CORE__LOAD_EXAMPLES: 'False',
    AIRFLOW__CORE__DAGS_FOLDER: dags,
  }
  execFileSync(join(bin, 'airflow'), ['db', 'migrate'], { env: all, stdio: 'ignore' })
  execFileSync(join(bin, 'airflow'), ['dags', 'reserialize'], { env: all, stdio: 'ignore' })
  return spawnSync(join(bin, 'airflow'), ['dags', 'test', 'assets'], { env: all, stdio: 'inherit' }).status
}

function prefect(bin: string, root: string): number | null {
  const script = join(folder, 'recipe.py')
  writeFileSync(script, recipe('prefect', root).replace('retry_delay_seconds=60', 'retry_delay_seconds=1'))
  const all = {
    ...process.env,
    PREFECT_HOME: join(folder, 'prefect-home'),
    PREFECT_SERVER_ANALYTICS_ENABLED: 'false',
    // Its own server is slow to start on a busy machine.
    PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS: '900',
  }
  return spawnSync(join(bin, 'python'), [script], { env: all, stdio: 'inherit' }).status
}

try {
  const names = process.argv.slice(2)
  for (const [name, { requirement, run }] of Object.entries(orchestrators)) {
    if (names.length > 0 && !names.includes(name)) continue
    const given = process.env[`${name.toUpperCase()}_VENV`]
    const venv = given ?? join(folder, `venv-${name}`)
    if (given === undefined) {
      execFileSync('python3', ['-m', 'venv', venv])
      execFileSync(join(venv, 'bin/pip'), ['install', '--quiet', '--prefer-binary', requirement], { stdio: 'inherit' })
    }
    const root = project(name)
    for (const [what, assets] of Object.entries(projects)) {
      writeFileSync(join(root, 'assets/index.ts'), `import { asset } from '#project'\n${assets}\n`)
      console.log(`\n${name}, ${what}: exit code ${run(join(venv, 'bin'), root)}`)
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
