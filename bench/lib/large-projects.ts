import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BenchProject } from './many-assets.ts'

/**
 * `count` assets over `modules` files, as a project that grew: each module has helpers of its own, uses those of a shared module and of the
 * module before it, and its assets read a few of the assets above them.
 */
export function writeGrown(project: BenchProject, { count, modules }: { count: number; modules: number }): void {
  const perModule = Math.ceil(count / modules)
  const names = Array.from({ length: modules }, (_, module) => `./area_${module % 20}/part_${module}.ts`)
  project.write('assets/index.ts', names.map((name) => `export * from '${name}'\n`).join(''))
  project.write('assets/lib/shared.ts', shared)
  for (let module = 0; module < modules; module += 1) {
    const lines = [
      "import { asset } from '#project'",
      "import { add, limits } from '../lib/shared.ts'",
      ...(module === 0
        ? []
        : [`import { step_${module - 1} } from '../area_${(module - 1) % 20}/part_${module - 1}.ts'`]),
      `export const step_${module} = (n: number): number => add(n, ${module % 7})`,
      `function local_${module}(n: number): number { return ${module === 0 ? 'n' : `step_${module - 1}(n)`} % limits.most }`,
    ]
    const end = Math.min(count, (module + 1) * perModule)
    for (let index = module * perModule; index < end; index += 1) lines.push(grownAsset(index, module))
    project.write(`assets/area_${module % 20}/part_${module}.ts`, `${lines.join('\n')}\n`)
  }
}

const shared = `export const limits = Object.freeze({ most: 1_000 })
export function add(a: number, b: number): number { return a + b }
`

/** A wide and shallow graph: each reads up to three of those far above it. */
function grownAsset(index: number, module: number): string {
  const reads = [...new Set([Math.floor(index / 2), Math.floor(index / 3), Math.floor(index / 10)])].filter(
    (id) => id < index,
  )
  const parameter = reads.length === 0 ? '()' : `({ ${reads.map((id) => `asset_${id}`).join(', ')} })`
  const rows = reads.map((id) => `(await asset_${id}.all())[0].n`).join(' + ') || '1'
  return `export const asset_${index} = asset(async ${parameter} => [{ n: local_${module}(${rows}) + ${index} }])`
}

/** A source of `count` small files, a thousand a folder, an asset that counts them, and one beside that has nothing to do with them. */
export function writeManyFiles(project: BenchProject, count: number): void {
  project.write(
    'assets/index.ts',
    `import { sql } from 'assetstore'
import { asset, source } from '#project'
export const pages = source.files('pages/**/*.md', { as: 'text' })
export const page_count = asset(({ pages }) => sql\`select count(*)::integer as n from \${pages}\`)
export const beside = asset(() => [{ n: 1 }])
`,
  )
  for (let index = 0; index < count; index += 1) {
    const folder = join(project.folder, 'pages', `${Math.floor(index / 1_000)}`)
    if (index % 1_000 === 0) mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, `page_${index}.md`), `# Page ${index}\nIts text.\n`)
  }
}
