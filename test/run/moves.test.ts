import { describe, expect, test } from 'vitest'
import { createProject, type Project } from '../rig/project.ts'
import { outcomesOf } from './projects.ts'

const split = "export const split = (text: string) => text.split(separator)\nconst separator = ' '\n"
const asset = (from: string, name = 'split') => `import { asset } from '#project'
import { called } from '../rig.ts'
import { ${name} } from '${from}'
export const words = asset(async () => { await called('words'); return ${name}('a b').map((word) => ({ word })) })
export const count = asset(async ({ words }) => { await called('count'); return [{ n: words.count }] })
`
const before = {
  'assets/index.ts': "export * from './words.ts'\n",
  'assets/words.ts': asset('../src/text.ts'),
  'src/text.ts': split,
}

async function made(): Promise<Project> {
  const project = await createProject(before)
  await project.assets('materialize')
  project.calls.reset()
  return project
}
async function expectNothingRuns(project: Project): Promise<void> {
  expect((await project.json('status')).counts).toMatchObject({ fresh: 2 })
  expect((await project.assets('check')).exitCode).toBe(0)
  expect(outcomesOf(await project.json('materialize'))).toEqual({ words: 'skipped', count: 'skipped' })
  expect(project.calls.names).toEqual([])
}

describe('nothing runs', () => {
  test('where a file of assets is moved', async () => {
    await using project = await made()
    project.edit({
      'assets/index.ts': "export * from './text/all-words.ts'\n",
      'assets/words.ts': null,
      'assets/text/all-words.ts': before['assets/words.ts'].replaceAll("'../", "'../../"),
    })
    await expectNothingRuns(project)
    const { fingerprint } = await project.json('explain', 'words')
    expect(new Set(fingerprint.code.map(({ change }: { change: string }) => change))).toEqual(new Set(['unchanged']))
  })

  test('where a helper is moved to another file', async () => {
    await using project = await made()
    project.edit({ 'assets/words.ts': asset('../lib/split.ts'), 'src/text.ts': null, 'lib/split.ts': split })
    await expectNothingRuns(project)
  })

  test('where two helpers exchange their names', async () => {
    const two = (first: string, second: string) => ({
      'assets/index.ts': `import { asset } from '#project'
import { called } from '../rig.ts'
import { ${first}, ${second} } from '../src/two.ts'
export const words = asset(async () => { await called('words'); return [{ n: ${first}(1), m: ${second}(1) }] })
`,
      'src/two.ts': `export const ${first} = (n: number) => n + 1\nexport const ${second} = (n: number) => n * 5\n`,
    })
    await using project = await createProject(two('more', 'times'))
    await project.assets('materialize')
    project.edit(two('times', 'more'))
    expect((await project.json('status')).counts.fresh).toBe(1)
    await project.assets('materialize')
    expect(project.calls.count('words')).toBe(1)
  })

  test('where a helper is renamed', async () => {
    await using project = await made()
    project.edit({
      'assets/words.ts': asset('../src/text.ts', 'cut'),
      'src/text.ts': split.replace('const split', 'const cut').replaceAll('separator', 'between'),
    })
    await expectNothingRuns(project)
  })
})

test('a helper that is moved and edited is told as one edit, with what it was', async () => {
  await using project = await made()
  const edited = split.replace('text.split', 'text.trim().split')
  project.edit({ 'assets/words.ts': asset('../lib/split.ts'), 'src/text.ts': null, 'lib/split.ts': edited })
  const { causes, fingerprint } = await project.json('explain', 'words')
  expect(causes).toMatchObject([
    { kind: 'code_changed', message: 'code changed: lib/split.ts split edited, which was src/text.ts split' },
  ])
  expect(fingerprint.code.find(({ change }: { change: string }) => change === 'edited').diff).toContain(
    '+export const split = (text: string) => text.trim().split(separator)',
  )
})
