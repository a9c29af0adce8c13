import { describe, expect, it } from 'vitest'
import { loadProject } from '../../src/discover/load/load.ts'
import { tempProject } from './temp-project.ts'

const head = `import { asset, check, source } from '#project'\n`
const listed = {
  'assets/index.ts': `export * from './a.ts'\n`,
  'assets/a.ts': `${head}export const a = asset(() => [{ id: 1 }])\n`,
}

describe('assets that the table of contents does not export', () => {
  it('are told, a warning a file, whether or not the file is loaded', async () => {
    const cwd = tempProject({
      ...listed,
      'assets/a.ts': `import { helper } from './shared.ts'\n${listed['assets/a.ts']}export const h = helper\n`,
      'assets/shared.ts': `${head}export const helper = 1\nexport const hidden = asset(() => [{ id: 1 }])\n`,
      'assets/crm/orders.ts': `import project, { asset as define } from '../../assets.config.ts'
export const orders = define(() => [{ id: 1 }])
export const raw = project.source.files('x', { as: 'text' })
`,
    })
    expect((await loadProject({ cwd })).warnings).toEqual([
      {
        code: 'ASSET_NOT_EXPORTED',
        message: '"hidden" is declared and never run: assets/index.ts does not export it',
        at: 'assets/shared.ts:3',
        fix: "add `export * from './shared.ts'` to assets/index.ts",
      },
      {
        code: 'ASSET_NOT_EXPORTED',
        message: '"orders", "raw" are declared and never run: assets/index.ts does not export them',
        at: 'assets/crm/orders.ts:2',
        fix: "add `export * from './crm/orders.ts'` to assets/index.ts",
      },
    ])
  })

  it('are also those in Python', async () => {
    const text = `${head}export const words = asset.python('./words.py')\nexport const rows = source.table('rows.csv')\n`
    const cwd = tempProject({ ...listed, 'assets/more.ts': text })
    expect((await loadProject({ cwd })).warnings).toMatchObject([
      { message: '"words", "rows" are declared and never run: assets/index.ts does not export them' },
    ])
  })

  it('are none in helpers, tests, types, broken files, packages and files that define in another sense', async () => {
    const cwd = tempProject({
      ...listed,
      'assets/helper.ts': '/** Called by an asset. */\nexport const half = (n: number) => n / 2\n',
      'assets/a.test.ts': `${head}export const tested = asset(() => [])\n`,
      'assets/types.d.ts': 'export declare const asset: unknown\n',
      'assets/broken.ts': `${head}export const broken = asset((\n`,
      'assets/other.ts': `import { asset } from './helper.ts'\nexport const other = asset(() => [])\n`,
      'assets/node_modules/x/index.js': `${head}export const packaged = asset(() => [])\n`,
      'assets/unexported.ts': `${head}const inner = asset(() => [])\nexport const x = [inner]\n`,
      'elsewhere/b.ts': `${head}export const b = asset(() => [])\n`,
    })
    expect((await loadProject({ cwd })).warnings).toEqual([])
  })

  it('are what a parameter that names one is told to export', async () => {
    const cwd = tempProject({
      'assets/index.ts': `export * from './a.ts'\n`,
      'assets/a.ts': `${head}export const a = asset(({ orders }) => [{ id: 1 }])\n`,
      'assets/crm/orders.ts': `${head}\nexport const orders = asset(() => [{ id: 1 }])\n`,
    })
    await expect(loadProject({ cwd })).rejects.toMatchObject({
      code: 'ASSET_NOT_EXPORTED',
      at: 'assets/a.ts:2',
      message: 'a names "orders", which is at assets/crm/orders.ts:3 but which assets/index.ts does not export',
      fix: "add `export * from './crm/orders.ts'` to assets/index.ts",
    })
  })

  it('are found where the word `export` is missing', async () => {
    const cwd = tempProject({
      'assets/index.ts': `export * from './a.ts'\nexport * from './b.ts'\n`,
      'assets/a.ts': `${head}export const a = asset(({ orders, shown }) => [{ id: 1 }])\n`,
      'assets/b.ts': `${head}const orders = asset(() => [])\nconst inner = asset(() => [{ id: orders }])\nexport { inner as shown }\n`,
    })
    await expect(loadProject({ cwd })).rejects.toMatchObject({
      code: 'ASSET_NOT_EXPORTED',
      at: 'assets/a.ts:2',
      message: 'a names "orders", which is at assets/b.ts:2 but not exported',
      fix: 'write `export const orders = …` at assets/b.ts:2',
    })
  })
})
