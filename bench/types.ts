import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * How long the compilers take to infer a project whose assets are one chain, each reading the one before it: the longest way that an
 * inference can be. `node bench/types.ts [assets…]`, by default 10, 100 and 1000; exit code 1 if a check finds an error.
 */
const repository = join(import.meta.dirname, '..')
const perFile = 25
const compilers = { 'TypeScript 7': 'typescript', 'TypeScript 5.9': 'typescript-5.9' }

function writeChain(folder: string, length: number): void {
  const files = Math.ceil(length / perFile)
  mkdirSync(join(folder, 'assets'), { recursive: true })
  const write = (path: string, text: string) => writeFileSync(join(folder, path), text)
  write('package.json', '{ "type": "module", "imports": { "#project": "./assets.config.ts" } }')
  write(
    'tsconfig.json',
    JSON.stringify({
      extends: join(repository, 'tsconfig.json'),
      compilerOptions: { typeRoots: [join(repository, 'node_modules/@types')] },
      include: ['.'],
    }),
  )
  write(
    'assets.config.ts',
    `import { defineProject } from '${join(repository, 'src/index.ts')}'
const project = defineProject({ assets: () => import('./assets/index.ts') })
export default project
export const { asset } = project
`,
  )
  const numbers = Array.from({ length: files }, (_, file) => file)
  write('assets/index.ts', numbers.map((file) => `export * from './file_${file}.ts'\n`).join(''))
  for (const file of numbers) {
    const first = file * perFile
    const lines = Array.from({ length: Math.min(perFile, length - first) }, (_, index) => link(first + index))
    write(`assets/file_${file}.ts`, `import { asset } from '#project'\n${lines.join('\n')}\n`)
  }
}

function link(index: number): string {
  if (index === 0) return `export const a_0 = asset(() => [{ id: 1, text: 'x' }])`
  const before = `a_${index - 1}`
  const body =
    index % 2 === 0
      ? `${before}.map((row) => ({ id: row.id + 1, text: row.text }))`
      : `(await ${before}.all()).map((row) => ({ id: row.id, text: row.text.trim() }))`
  return `export const a_${index} = asset(${index % 2 === 0 ? '' : 'async '}({ ${before} }) => ${body})`
}

function measure(folder: string, compiler: string): readonly string[] {
  const tsc = join(repository, 'node_modules', compiler, 'bin/tsc')
  const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', folder, '--extendedDiagnostics'], {
    encoding: 'utf8',
  })
  const value = (name: string) => new RegExp(`^${name}:\\s+([\\d.]+\\w?)`, 'm').exec(stdout)?.[1] ?? '?'
  if (status !== 0) process.exitCode = 1
  const verdict = status === 0 ? 'no errors' : `ERRORS ${/error TS\d+: .*/.exec(stdout)?.[0]}`
  return [value('Check time'), value('Instantiations'), value('Total time'), verdict]
}

const lengths = process.argv.slice(2).map(Number)
console.log(['compiler', 'assets', 'check', 'instantiations', 'total', ''].map((title) => title.padEnd(16)).join(''))
for (const length of lengths.length > 0 ? lengths : [10, 100, 1_000]) {
  const folder = mkdtempSync(join(tmpdir(), 'assets-types-'))
  writeChain(folder, length)
  for (const [name, compiler] of Object.entries(compilers)) {
    console.log([name, String(length), ...measure(folder, compiler)].map((cell) => cell.padEnd(16)).join(''))
  }
  rmSync(folder, { recursive: true })
}
