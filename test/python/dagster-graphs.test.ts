import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createProject, type Document } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'

const index = [
  "import { asset } from '#project'",
  "export const a = asset.python('./a.py')",
  "export const b = asset.python('./a.py')",
].join('\n')

describePython('frames', 'an asset that was written for Dagster', ({ commands }) => {
  test('an asset may be a graph of ops, and may judge its rows itself', async () => {
    const text = [
      'import assetstore as dg',
      'class Api(dg.ConfigurableResource):',
      '    url: str = "x"',
      'class Limit(dg.Config):',
      '    most: int = 2',
      '@dg.op',
      'def fetched(context, config: Limit, api: Api):',
      '    context.log.info("fetch %s", api.url)',
      '    return dg.Output(list(range(config.most)), metadata={"fetched": config.most})',
      '@dg.op(description="as rows", retry_policy=dg.RetryPolicy(max_retries=2))',
      'def rows_of(context: dg.OpExecutionContext, numbers, step=1):',
      '    return [{"n": n * step, "url": context.resources.web.url} for n in numbers]',
      '@dg.graph_asset(group_name="graphs", automation_condition=dg.AutomationCondition.eager())',
      'def a():',
      '    return rows_of(fetched(), step=10)',
      '@dg.asset(check_specs=[dg.AssetCheckSpec("few", asset="b"), dg.AssetCheckSpec("some", asset="b", blocking=True)])',
      'def b(a: list[dict]):',
      '    yield from a',
      '    yield dg.AssetCheckResult(check_name="few", passed=len(a) < 2, description="too many", metadata={"n": len(a)})',
      '    yield dg.AssetCheckResult(check_name="some", passed=len(a) > 0)',
      'defs = dg.Definitions(resources={"web": Api(url="web")})',
    ].join('\n')
    await using project = await createProject(
      { 'assets/index.ts': index, 'assets/a.py': text },
      { env: { VIRTUAL_ENV: join(commands, '..') } },
    )
    const { steps } = await project.json('materialize')
    expect(steps.map(({ outcome, metadata }: Document) => [outcome, metadata])).toEqual([
      ['ran', { fetched: 2 }],
      ['ran', { 'check few': 'failed', 'check few n': 2, 'check some': 'passed' }],
    ])
    expect((await project.json('show', 'b')).rows).toEqual([
      { n: '0', url: 'web' },
      { n: '10', url: 'web' },
    ])
    expect((await project.assets('logs', 'a')).stdout).toContain('fetch x')
    expect((await project.assets('logs', 'b')).stdout).toContain('the check few failed: too many')
    expect((await project.assets('doctor')).stdout).toContain(
      'a has retry_policy= of the op rows_of, without effect here',
    )
    expect((await project.json('list')).assets[0]).toMatchObject({ group: 'graphs' })
    project.edit({ 'assets/a.py': text.replace('n * step', 'n * step + 1') })
    expect(await project.json('status')).toMatchObject({ assets: [{ status: 'stale' }, { status: 'maybe' }] })
    // One that blocks holds the version back.
    project.edit({ 'assets/a.py': text.replace('passed=len(a) > 0', 'passed=False') })
    const refused = await project.json('materialize', 'b')
    expect(refused).toMatchObject({
      exitCode: 1,
      steps: [
        { asset: 'a', outcome: 'skipped' },
        { asset: 'b', outcome: 'failed', error: { code: 'CHECK_FAILED', message: 'the check some failed' } },
      ],
    })
    expect((await project.json('show', 'b')).rows).toHaveLength(2)
  })
})
