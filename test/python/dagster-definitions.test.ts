import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createProject, type Document, type Files } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'

const shop = [
  'import contextlib',
  'import assetstore as dg',
  'from pydantic import Field',
  '',
  'class Settings(dg.Config):',
  '    """What is sold."""',
  '    limit: int = 3',
  '    words: list[str] = Field(default_factory=lambda: ["a", "b"])',
  '',
  'class Api(dg.ConfigurableResource):',
  '    url: str',
  '    def setup_for_execution(self, context):',
  '        context.log.info("open %s", self.url)',
  '    def teardown_after_execution(self, context):',
  '        context.log.info("closed")',
  '    def get(self):',
  '        return self.url',
  '',
  'class Clock(dg.ConfigurableResource):',
  '    zone: str',
  '',
  '@dg.asset(name="orders", key_prefix=["shop"], retry_policy=dg.RetryPolicy(max_retries=2))',
  'def made_orders(context, config: Settings, api: Api, clock: Clock):',
  '    return [{"word": word, "n": config.limit, "url": api.get(), "zone": clock.zone} for word in config.words]',
  '',
  '@dg.asset(key_prefix="shop", deps=[made_orders])',
  'def counted(context):',
  '    yield {"url": context.resources.api.url}',
  '',
  '@dg.asset_check(asset=made_orders, description="Enough of them")',
  'def enough(rows: list[dict]):',
  '    return dg.AssetCheckResult(passed=len(rows) > 3, metadata={"rows": len(rows)}, description="too few")',
  '',
  '@dg.asset_check(asset=["shop", "orders"], blocking=True)',
  'def some():',
  '    return dg.AssetCheckResult(passed=True)',
  '',
  'defs = dg.Definitions(',
  '    assets=[made_orders, counted],',
  '    asset_checks=[enough, some],',
  '    resources={"api": Api(url=dg.EnvVar("SHOP_URL")), "other": Api(url="x")},',
  ')',
].join('\n')

const files: Files = {
  'assets.config.ts': [
    "import { defineProject } from 'assetstore'",
    "const project = defineProject({ assets: () => import('./assets/index.ts'), resources: { clock: { zone: 'UTC' } } })",
    'export default project',
    'export const { asset, source, check } = project',
  ].join('\n'),
  'assets/index.ts': [
    "import { check } from '#project'",
    "export * as shop from './shop.ts'",
    "export const enough = check.python('./shop.py')",
    "export const some = check.python('./shop.py')",
  ].join('\n'),
  'assets/shop.ts': [
    "import { asset } from '#project'",
    "export const orders = asset.python('./shop.py')",
    "export const counted = asset.python('./shop.py')",
  ].join('\n'),
  'assets/shop.py': shop,
}

describePython('frames', 'what a file that was written for Dagster defines beside its assets', ({ commands }) => {
  const env = { VIRTUAL_ENV: join(commands, '..'), SHOP_URL: 'https://shop.test' }
  const made = (more: Files = {}) => createProject({ ...files, ...more }, { env })

  test('settings, resources, checks and names are what they are there, and each is stale by its own', async () => {
    await using project = await made()
    const run = await project.json('materialize')
    expect(run.steps.map(({ asset, outcome, warning }: Document) => [asset, outcome, warning])).toEqual([
      ['shop.orders', 'ran', undefined],
      ['enough', 'ran', 'the check enough failed: too few'],
      ['some', 'ran', undefined],
      ['shop.counted', 'ran', undefined],
    ])
    expect((await project.json('show', 'shop.orders')).rows).toEqual([
      { word: 'a', n: '3', url: 'https://shop.test', zone: 'UTC' },
      { word: 'b', n: '3', url: 'https://shop.test', zone: 'UTC' },
    ])
    expect((await project.assets('logs', 'shop.orders')).stdout).toMatch(/open https:\/\/shop\.test[\s\S]*closed/)
    const stale = async (more: Readonly<Record<string, string>> = {}) => {
      const { stdout } = await project.run(['status', '--json'], { env: more })
      const { assets } = JSON.parse(stdout)
      return assets.flatMap(({ name, status }: Document) => (status === 'stale' ? [name] : []))
    }
    expect(await stale()).toEqual([])
    // Without Python the lock tells parameters from settings and resources; a new check is known by its name alone.
    const lock = readFileSync(join(project.folder, '.assetstore/assets.lock'), 'utf8')
    await using clone = await createProject(
      { ...files, '.assetstore/assets.lock': lock },
      { env: { ...env, VIRTUAL_ENV: '', CONDA_PREFIX: '', PATH: '/nowhere' } },
    )
    expect(await clone.json('check')).toMatchObject({ exitCode: 0, basis: 'lock' })
    const more = "export const more = check.python({ file: './shop.py', function: 'enough' })"
    clone.edit({ 'assets/index.ts': `${files['assets/index.ts']}\n${more}` })
    const { assets } = await clone.json('check')
    expect(assets.find(({ name }: Document) => name === 'more')).toMatchObject({ status: 'missing' })
    expect((await clone.assets('explain', 'more')).stdout).toContain(
      'what it reads and which partitions it has is not known',
    )
    const edited = (...[from, to]: readonly [string, string]) => {
      project.edit({ 'assets/shop.py': shop.replace(from, to) })
      return stale()
    }
    expect(await edited('url="x"', 'url="y"')).toEqual([])
    expect(await edited('Enough of them', 'Many')).toEqual([])
    expect(await edited('limit: int = 3', 'limit: int = 4')).toEqual(['shop.orders'])
    expect(await edited('dg.EnvVar("SHOP_URL")', '"https://other.test"')).toEqual(['shop.orders', 'shop.counted'])
    project.edit({ 'assets/shop.py': shop })
    expect(await stale({ SHOP_URL: 'https://new.test' })).toEqual(['shop.orders', 'shop.counted'])
    project.edit({ 'assets.config.ts': (files['assets.config.ts'] as string).replace('UTC', 'CET') })
    expect(await stale()).toEqual(['shop.orders'])
  })

  test('what does nothing here is told with what does, and makes nothing stale', async () => {
    const text = [
      'import assetstore as dg',
      '@dg.asset(io_manager_key="lake", automation_condition=dg.AutomationCondition.eager() & ~dg.AutomationCondition.cron("@daily"))',
      'def a(): return [{"n": 1}]',
    ].join('\n')
    await using project = await made({
      'assets/index.ts': "import { asset } from '#project'\nexport const a = asset.python('./a.py')",
      'assets/a.py': text,
    })
    expect((await project.assets('materialize')).stderr).toContain(
      '! assets/a.py a has io_manager_key=, without effect here  assets/a.py:2\n    leave it out: what a function returns is stored',
    )
    expect((await project.assets('doctor')).stdout).toContain('a has automation_condition=, without effect here')
    project.edit({ 'assets/a.py': text.replace('"lake"', '"other"') })
    expect((await project.json('status')).assets).toMatchObject([{ status: 'fresh' }])
    project.edit({
      'assets/index.ts':
        "import { asset } from '#project'\nexport const a = asset.python({ file: './a.py', reviewed: { code: 'known' } })",
    })
    expect((await project.assets('materialize', '--force')).stderr).not.toContain('without effect here')
  })

  test.each<[what: string, text: string, at: string, message: string, fix: string]>([
    [
      'a setting that nobody gives',
      'class S(dg.Config):\n    n: int\n@dg.asset\ndef a(config: S): ...',
      'assets/a.py:3',
      'a: S.n of its config has no value',
      'n: int = 3',
    ],
    [
      'a resource that nobody makes',
      'class Api(dg.ConfigurableResource):\n    url: str\n@dg.asset\ndef a(api: Api): ...',
      'assets/a.py:5',
      'a names "api" in its context, which is no resource',
      'add it to `resources`',
    ],
    [
      'a name that is another than the export',
      '@dg.asset(name="b", key_prefix="shop")\ndef a(): ...',
      'assets/a.py:3',
      'a: its decorator names the asset shop.b',
      'export const b = …',
    ],
    [
      'an asset of several tables',
      '@dg.multi_asset(outs={})\ndef a(): ...',
      'assets/a.py:2',
      'multi_asset',
      'make each table an asset',
    ],
  ])('what is told with its line before anything runs: %s', async (_, text, at, message, fix) => {
    await using project = await made({
      'assets/index.ts': "import { asset } from '#project'\nexport const a = asset.python('./a.py')",
      'assets/a.py': `import assetstore as dg\n${text}`,
    })
    expect(await project.json('check')).toMatchObject({
      ...{ exitCode: 2, error: { at, message: expect.stringContaining(message), fix: expect.stringContaining(fix) } },
    })
  })
})
