import type { Document } from '../rig/project.ts'

const head = "import { asset } from '#project'\nimport { called } from '../rig.ts'\n"

/** raw → clean → report, a file each. */
export const chain: Readonly<Record<string, string>> = {
  'assets/index.ts': "export * from './raw.ts'\nexport * from './clean.ts'\nexport * from './report.ts'\n",
  'assets/raw.ts': `${head}
    export const raw = asset(async () => {
      await called('raw')
      return [{ id: 1, text: ' a ' }, { id: 2, text: 'b' }]
    })`,
  'assets/clean.ts': `${head}
    export const clean = asset(async ({ raw }) => {
      await called('clean')
      return (await raw.all()).map((row) => ({ id: row.id, text: row.text.trim() }))
    })`,
  'assets/report.ts': `${head}
    export const report = asset(async ({ clean }) => {
      await called('report')
      return [{ words: (await clean.all()).map((row) => row.text).join() }]
    })`,
}

/** Asset -> outcome, of a `materialize --json` document. */
export function outcomesOf(document: Document): Record<string, string> {
  return Object.fromEntries(document.steps.map((step: Document) => [step.asset, step.outcome]))
}

/** Assets in one file, each a line; `called` and `asset` are imported. */
export function oneFile(...lines: readonly string[]): Record<string, string> {
  const imports =
    "import { sql } from 'assetstore'\nimport { asset, check, effect, source } from '#project'\nimport { called } from '../rig.ts'\n"
  return { 'assets/index.ts': `${imports}${lines.join('\n')}\n` }
}
