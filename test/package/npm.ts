import { execFile } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll } from 'vitest'
import { repository } from '../rig/project.ts'

export interface Place {
  readonly cwd: string
  /** The folder of the Node that everything runs on; the one of the test where there is none. */
  readonly node?: string
  readonly env?: Readonly<Record<string, string>>
}
export interface Said {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program to its end, whatever that is. */
export function run(program: string, words: readonly string[], { cwd, node, env }: Place): Promise<Said> {
  const PATH = [...(node === undefined ? [] : [node]), process.env.PATH].join(delimiter)
  const options = { cwd, env: { ...outsideOfNpm(), PATH, ...env }, maxBuffer: 2 ** 26 }
  return new Promise((resolve, reject) => {
    execFile(program, words, options, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== 'number') reject(error)
      else resolve({ exitCode: error === null ? 0 : (error.code as number), stdout, stderr })
    })
  })
}

/** Runs npm, which must end well, and returns what it says. */
export async function npm(words: readonly string[], place: Place): Promise<Said> {
  const said = await run('npm', [...words, '--prefer-offline', '--no-audit', '--no-fund'], place)
  if (said.exitCode !== 0) throw new Error(`npm ${words.join(' ')} ended with ${said.exitCode}:\n${said.stderr}`)
  return said
}

/** Packs what was built, and returns the tarball and the paths of the files in it. */
export async function pack(): Promise<{ readonly tarball: string; readonly files: readonly string[] }> {
  const folder = emptyFolder()
  // Without scripts: they would build `dist` anew while other tests run it.
  const { stdout } = await npm(['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: repository,
  })
  const [packed] = Object.values<Packed>(JSON.parse(stdout))
  if (packed === undefined) throw new Error(`npm packed nothing: ${stdout}`)
  return { tarball: join(folder, packed.filename), files: packed.files.map(({ path }) => path) }
}
interface Packed {
  readonly filename: string
  readonly files: readonly { readonly path: string }[]
}

const made: string[] = []
afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
})

export function emptyFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'assets-package-')))
  made.push(folder)
  return folder
}

/** npm tells its children where it works and how; a user's npm is nobody's child. */
function outsideOfNpm(): NodeJS.ProcessEnv {
  const told =
    /^(INIT_CWD|npm_(lifecycle|package|node_execpath|execpath|command|config_(local_|global_)?prefix).*|NODE_OPTIONS|CI)$/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !told.test(name)))
}
