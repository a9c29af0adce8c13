import { execFileSync } from 'node:child_process'
import { chownSync, existsSync, globSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where a PostgreSQL with pgvector may be: named by a variable, or where packages put it. */
const places = [
  process.env.ASSETSTORE_TEST_POSTGRES,
  ...globSync('/usr/lib/postgresql/*/bin'),
  ...globSync('/opt/homebrew/opt/postgresql@*/bin'),
]

export function binaries(): string | undefined {
  return places.find((place) => place !== undefined && existsSync(join(place, 'initdb')) && hasVector(place))
}

function hasVector(place: string): boolean {
  const share = execFileSync(join(place, 'pg_config'), ['--sharedir'], { encoding: 'utf8' }).trim()
  return existsSync(join(share, 'extension', 'vector.control'))
}

export interface Server extends AsyncDisposable {
  readonly connection: string
}

/** A server of its own, in a folder of its own, that only this machine can reach. */
export async function startServer(place: string): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'vector-index-'))
  const port = await freePort()
  const as = owner(folder)
  const data = join(folder, 'data')
  const run = (program: string, words: readonly string[]) => {
    const [first, ...others] = [...as, join(place, program), ...words] as [string, ...string[]]
    execFileSync(first, others, { stdio: 'ignore' })
  }
  run('initdb', ['-D', data, '-A', 'trust', '-U', 'postgres', '--no-sync', '-E', 'UTF8', '--locale=C'])
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder} -c fsync=off`
  run('pg_ctl', ['-D', data, '-w', '-l', join(folder, 'log'), '-o', settings, 'start'])
  return {
    connection: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async [Symbol.asyncDispose]() {
      run('pg_ctl', ['-D', data, '-w', '-m', 'immediate', 'stop'])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** PostgreSQL refuses to run as root: there, it runs as its own user. */
function owner(folder: string): readonly string[] {
  if (process.getuid?.() !== 0) return []
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  chownSync(folder, id('-u'), id('-g'))
  return ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups']
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
