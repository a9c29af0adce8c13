import { expect, test } from 'vitest'
import { createProject, type Document } from '../rig/project.ts'

const step = 'export function clean(text: string) {\n  return text.trim()\n}\n'
const files = {
  'src/clean.ts': step,
  'src/shared.ts': `
    const kept: ((text: string) => string)[] = []
    export const keep = (fn: (text: string) => string) => { kept.push(fn) }
    export const texts = () => kept.map(String).join()
    export const textOf = (fn: unknown) => 'text: ' + fn
  `,
  'src/apart.ts': 'export const apart = () => 1\n',
  'assets/index.ts': `
    import { asset } from '#project'
    import { apart } from '../src/apart.ts'
    import { clean } from '../src/clean.ts'
    import { keep, textOf, texts } from '../src/shared.ts'
    export const parameter = asset(() => [{ text: textOf(clean) }])
    export const list = asset(() => { keep(clean); return [{ text: texts() }] })
    export const plain = asset(() => [{ text: clean(' a '), n: apart() }])
  `,
}
const stale = ({ assets }: Document) =>
  assets.filter(({ status }: Document) => status !== 'fresh').map(({ name }: Document) => name)

test('an asset whose code makes a function text counts its files as they are, comments and layout too', async () => {
  await using project = await createProject(files)
  await project.json('materialize')
  expect((await project.json('status')).counts).toMatchObject({ fresh: 3 })
  project.edit({ 'src/clean.ts': step.replace('  return', '  // without spaces\n  return') })
  const status = await project.json('status')
  expect(stale(status)).toEqual(['parameter', 'list'])
  expect(status.assets[0].causes).toMatchObject([
    { kind: 'code_changed', message: 'code changed: src/clean.ts edited, and parameter reads the text of functions' },
  ])
  // On the lock of a clean clone as well.
  project.edit({ '.assetstore/catalog.sqlite': null, '.assetstore/records': null })
  const check = await project.json('check')
  expect(stale(check)).toEqual(['parameter', 'list'])
})

test('where the code says which function becomes text, explain names it and shows its lines', async () => {
  await using project = await createProject({
    ...files,
    'assets/index.ts': `
      import { asset } from '#project'
      import { clean } from '../src/clean.ts'
      const steps = { clean }
      export const named = asset(() => [{ text: String(clean) }])
      export const member = asset(() => [{ text: \`\${steps.clean}\` }])`,
  })
  await project.json('materialize')
  project.edit({ 'src/clean.ts': step.replace('  return', '  // without spaces\n  return') })
  for (const asset of ['named', 'member']) {
    const { causes, fingerprint } = await project.json('explain', asset)
    expect(causes.map(({ subject }: Document) => subject)).toEqual(['src/clean.ts clean'])
    const [edited, ...more] = fingerprint.code.filter(({ change }: Document) => change !== 'unchanged')
    expect(more).toEqual([])
    expect(edited.diff).toContain('+  // without spaces')
  }
})

test('the same where the text is asked for while the project is loaded', async () => {
  const labels =
    "import { clean } from './clean.ts'\nimport { textOf } from './shared.ts'\nexport const label = textOf(clean)\n"
  const index = `
    import { asset } from '#project'
    import { label } from '../src/labels.ts'
    export const labelled = asset(() => [{ label }])
    export const apart = asset(() => [{ n: 1 }])
  `
  await using project = await createProject({ ...files, 'src/labels.ts': labels, 'assets/index.ts': index })
  await project.json('materialize')
  expect((await project.json('status')).counts).toMatchObject({ fresh: 2 })
  project.edit({ 'src/clean.ts': step.replace('  return', '    return') })
  expect(stale(await project.json('status'))).toEqual(['labelled'])
})
