import { type Programs, program } from './hostile.ts'

/** A project file with these lines below the project, and a table of contents with these. */
const project = (lines: string, contents: string, files: Readonly<Record<string, string>> = {}) =>
  program({
    'assets.config.ts': `import { defineProject } from 'assetstore'
const project = defineProject({ assets: () => import('./assets/index.ts') })
export default project
export const { asset } = project
${lines}
`,
    'assets/index.ts': `${contents}\nexport const apart = asset(({ a }) => [a.length * 3])\n`,
    ...files,
  })

/** Functions of the project file that define assets are code like any other, although the project is not. */
export const projects: Programs = {
  'a function that defines assets': project(
    'export const scaled = (n) => project.asset(({ a }) => [a.length * n * 11])',
    "import { asset, scaled } from '#project'\nexport const it = scaled(2)",
  ),
  'what it is given': project(
    'export const scaled = (n) => project.asset(({ a }) => [a.length * n])',
    "import { asset, scaled } from '#project'\nexport const it = scaled(11)",
  ),
  'a helper of it': project(
    'const factor = () => 11\nexport const scaled = (n) => project.asset(({ a }) => [a.length * n * factor()])',
    "import { asset, scaled } from '#project'\nexport const it = scaled(2)",
  ),
  'one that uses the functions of the project by their names': project(
    'export function scaled(n) { return asset(({ a }) => [a.length * n * 11]) }',
    "import { asset, scaled } from '#project'\nexport const it = scaled(2)",
  ),
  'one that is given the project': project(
    '',
    "import project, { asset } from '#project'\nimport { scaled } from '../src/scaled.ts'\nexport const it = scaled(project, 2)",
    { 'src/scaled.ts': 'export const scaled = (of, n) => of.asset(({ a }) => [a.length * n * 11])\n' },
  ),
  'one that is given the function of an asset': project(
    'export const doubled = (fn) => project.asset((tables) => fn(tables).map((n) => n * 11))',
    "import { asset, doubled } from '#project'\nexport const it = doubled(({ a }) => [a.length])",
  ),
  'a method of an object in the project file': project(
    'export const make = { scaled: (n) => project.asset(({ a }) => [a.length * n * 11]) }',
    "import { asset, make } from '#project'\nexport const it = make.scaled(2)",
  ),
  'a number beside the project': project(
    'export const factor = 11',
    "import { asset, factor } from '#project'\nexport const it = asset(({ a }) => [a.length * factor])",
  ),
  'state beside the project that a statement there changes': project(
    'export const limits = { n: 0 }\nlimits.n = 11',
    "import { asset, limits } from '#project'\nexport const it = asset(({ a }) => [a.length * limits.n])",
  ),
  'state beside the project that the table of contents changes': project(
    'export const limits = { n: 0 }',
    "import { asset, limits } from '#project'\nlimits.n = 11\nexport const it = asset(({ a }) => [a.length * limits.n])",
  ),
}
