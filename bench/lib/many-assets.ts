import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const repository = fileURLToPath(new URL('../..', import.meta.url))

export interface BenchProject extends Disposable {
  readonly folder: string
  write(path: string, text: string): void
}

/** An empty project with the package of this repository in it. */
export function benchProject(): BenchProject {
  const folder = mkdtempSync(join(tmpdir(), 'assets-bench-'))
  const write = (path: string, text: string) => {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  write('package.json', '{ "type": "module", "imports": { "#project": "./assets.config.ts" } }\n')
  write(
    'assets.config.ts',
    `import { defineProject } from 'assetstore'
const project = defineProject({ assets: () => import('./assets/index.ts') })
export default project
export const { asset, source, check } = project
`,
  )
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(repository, join(folder, 'node_modules', 'assetstore'), 'dir')
  return { folder, write, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }
}

/** `count` trivial assets, `perFile` a file, each reading the one before it. */
export function writeChain(project: BenchProject, count: number, perFile: number): void {
  const files = Math.ceil(count / perFile)
  project.write(
    'assets/index.ts',
    Array.from({ length: files }, (_, file) => `export * from './part_${file}.ts'\n`).join(''),
  )
  for (let file = 0; file < files; file += 1) project.write(`assets/part_${file}.ts`, partOf(file, count, perFile))
}

function partOf(file: number, count: number, perFile: number): string {
  const lines = ["import { asset } from '#project'", `const step_${file} = (n: number): number => n + 1`]
  for (let index = file * perFile; index < Math.min(count, (file + 1) * perFile); index += 1) {
    lines.push(
      index === 0
        ? 'export const asset_0 = asset(() => [{ n: 0 }])'
        : `export const asset_${index} = asset(async ({ asset_${index - 1} }) => [{ n: step_${file}((await asset_${index - 1}.all())[0].n) }])`,
    )
  }
  return `${lines.join('\n')}\n`
}
