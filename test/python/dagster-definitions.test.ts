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
  '    size: int',
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
  'class Login(dg.ConfigurableResource):',
  '    user: str',
  '    def setup_for_execution(self, context):',
  '        context.log.info("login of %s", self.user)',
  '',
  'class Pool(dg.ConfigurableResource):',
  '    login: Login',
  '',
  '@dg.resource(config_schema={"limit": dg.Field(int, default_value=3), "path": dg.StringSource})',
  'def files(init_context):',
  "    yield f\"{init_context.resource_config['path']} {init_context.resource_config['limit']}\"",
  '    init_context.log.info("files closed")',
  '',
  '@dg.asset(name="orders", key_prefix=["shop"], retry_policy=dg.RetryPolicy(max_retries=2))',
  'def made_orders(context, config: Settings, api: Api, clock: Clock):',
  '    return [{"word": word, "n": config.limit, "url": api.get(), "zone": clock.zone, "size": config.size} for word in config.words]',
  '',
  '@dg.asset(key_prefix="shop", deps=[made_orders])',
  'def counted(context):',
  '    yield {"url": context.resources.api.url, "files": context.resources.files, "user": context.resources.pool.login.user}',
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

const definitions = [
  'import assetstore as dg',
  'from shop import Api, Login, Pool, files',
  '',
  'common = {',
  '    "api": Api(url="never"),',
  '    "pool": Pool(login=Login(user="me")),',
  '    "files": files.configured({"path": {"env": "SHOP_URL"}}),',
  '    "unused": Api(url="z"),',
  '}',
  '',
  '@dg.definitions',
  'def defs():',
  '    return dg.Definitions(resources=common)',
]

const shopIndex = [
  "import { asset } from '#project'",
  "export const orders = asset.python({ file: './shop.py', config: { size: 7 } })",
  "export const counted = asset.python('./shop.py')",
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
  'assets/shop.ts': shopIndex,
  'assets/shop.py': shop,
  'assets/definitions.py': definitions.join('\n'),
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
      { word: 'a', n: '3', url: 'https://shop.test', zone: 'UTC', size: '7' },
      { word: 'b', n: '3', url: 'https://shop.test', zone: 'UTC', size: '7' },
    ])
    expect((await project.assets('logs', 'shop.orders')).stdout).toMatch(/open https:\/\/shop\.test[\s\S]*closed/)
    expect((await project.json('show', 'shop.counted')).rows).toEqual([
      { url: 'https://shop.test', files: 'https://shop.test 3', user: 'me' },
    ])
    expect((await project.assets('logs', 'shop.counted')).stdout).toMatch(/login of me[\s\S]*files closed/)
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
    expect(await edited('"limit": dg.Field(int, default_value=3)', '"limit": dg.Field(int, default_value=4)')).toEqual([
      'shop.counted',
    ])
    expect(await edited('dg.EnvVar("SHOP_URL")', '"https://other.test"')).toEqual(['shop.orders', 'shop.counted'])
    project.edit({ 'assets/shop.py': shop })
    // Of another module's resources those count that are asked for.
    const there = definitions.join('\n')
    project.edit({ 'assets/definitions.py': there.replace('url="z"', 'url="never"') })
    expect(await stale()).toEqual([])
    project.edit({ 'assets/definitions.py': there.replace('user="me"', 'user="you"') })
    expect(await stale()).toEqual(['shop.counted'])
    project.edit({ 'assets/definitions.py': there, 'assets/shop.ts': shopIndex.replace('size: 7', 'size: 8') })
    expect(await stale()).toEqual(['shop.orders'])
    expect((await project.assets('explain', 'shop.orders')).stdout).toContain(
      'options changed: /options/config/size 7 → 8',
    )
    project.edit({ 'assets/shop.ts': shopIndex })
    expect(await stale({ SHOP_URL: 'https://new.test' })).toEqual(['shop.orders', 'shop.counted'])
    project.edit({ 'assets.config.ts': (files['assets.config.ts'] as string).replace('UTC', 'CET') })
    expect(await stale()).toEqual(['shop.orders'])
  })

  test('what does nothing here is told with what does, and makes nothing stale', async () => {
    const text = [
      'import assetstore as dg',
      'class Lake(dg.ConfigurableIOManager):',
      '    path: str',
      '    def handle_output(self, context: dg.OutputContext, obj): raise RuntimeError(self.path)',
      '    def load_input(self, context: dg.InputContext): raise RuntimeError(self.path)',
      '@dg.multi_asset(specs=[dg.AssetSpec("x")])',
      'def several(): ...',
      '@dg.asset(io_manager_key="lake", automation_condition=dg.AutomationCondition.eager() & ~dg.AutomationCondition.cron("@daily"))',
      'def a(): return [{"n": 1}]',
      '@dg.asset(io_manager_key="lake", group_name=str(len(dir())), owners=["team"])',
      'def b(a): return a',
      'defs = dg.Definitions(assets=[a, b, several], resources={"lake": Lake(path="x")})',
    ].join('\n')
    await using project = await made({
      'assets/index.ts':
        "import { asset } from '#project'\nexport const a = asset.python('./a.py')\nexport const b = asset.python('./a.py')",
      'assets/a.py': text,
    })
    const { stderr } = await project.assets('materialize')
    expect(stderr).toContain(
      '! assets/a.py a has io_manager_key=, without effect here  assets/a.py:8\n    leave it out: what a function returns is stored',
    )
    // Where tables lie is told once a file.
    expect(stderr).not.toContain('b has io_manager_key=')
    expect(stderr).toContain(
      '! assets/a.py b has group_name= that is computed (str(len(dir()))), without effect here  assets/a.py:10\n    write it out, or leave it out: say it where the asset is exported',
    )
    expect((await project.json('list')).assets[1]).toMatchObject({ owners: ['team'] })
    expect((await project.assets('doctor')).stdout).toContain('a has automation_condition=, without effect here')
    project.edit({ 'assets/a.py': text.replaceAll('"lake"', '"other"') })
    expect((await project.json('status')).assets).toMatchObject([{ status: 'fresh' }, { status: 'fresh' }])
    const reviewed = "{ file: './a.py', reviewed: { code: 'known' } }"
    project.edit({
      'assets/index.ts': `import { asset } from '#project'\nexport const a = asset.python(${reviewed})\nexport const b = asset.python(${reviewed})`,
    })
    expect((await project.assets('materialize', '--force')).stderr).not.toContain('without effect here')
  })

  test.each<[what: string, text: string, at: string, message: string, fix: string]>([
    [
      'a setting that nobody gives',
      'class S(dg.Config):\n    n: int\n@dg.asset\ndef a(config: S): ...',
      'assets/a.py:3',
      'a: S.n of its config has no value',
      'give it one where the asset is exported, config: { n: … }, or in the class, such as n: int = 3',
    ],
    [
      'a setting that is no field',
      'class T(dg.Config):\n    n: int\nclass S(T):\n    limit: int = 3\n@dg.asset\ndef b(config: S): ...',
      'assets/index.ts:2',
      'b has config.limt, which is no field of S',
      'did you mean "limit"?',
    ],
    [
      'a resource that nobody makes',
      'class Api(dg.ConfigurableResource):\n    url: str\n@dg.asset\ndef a(web: Api): ...',
      'assets/a.py:5',
      'a names "web" in its context, which is no resource',
      'add it to `resources`',
    ],
    [
      'a resource of a module that cannot be imported',
      'class Api(dg.ConfigurableResource):\n    url: str\n@dg.asset\ndef a(late: Api): ...',
      'assets/resources.py:2',
      "a: it imports repository, which is Dagster's",
      'leave it out',
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
      '@dg.multi_asset(outs={"a": dg.AssetOut()})\ndef a(): ...',
      'assets/a.py:2',
      'a: it is a function of @multi_asset, and an asset here is one table',
      'make each table an asset',
    ],
  ])('what is told with its line before anything runs: %s', async (_, text, at, message, fix) => {
    await using project = await made({
      'assets/index.ts': text.includes('def b(')
        ? "import { asset } from '#project'\nexport const b = asset.python({ file: './a.py', config: { n: 1, limt: 2 } })"
        : "import { asset } from '#project'\nexport const a = asset.python('./a.py')",
      'assets/resources.py':
        'import assetstore as dg\nfrom assetstore import repository\ndefs = dg.Definitions(resources={"late": 1})',
      'assets/a.py': `import assetstore as dg\n${text}`,
    })
    expect(await project.json('check')).toMatchObject({
      ...{ exitCode: 2, error: { at, message: expect.stringContaining(message), fix: expect.stringContaining(fix) } },
    })
  })
})
