import type { Files } from '../project.ts'
import { type Programs, program, table } from './hostile.ts'

/** A library of schemas with settings for all, as zod has them. */
const zod: Files = {
  'node_modules/zod/package.json': '{ "name": "zod", "version": "4.0.0", "type": "module", "main": "index.js" }',
  'node_modules/zod/index.js': [
    'let settings = { e: 0 }',
    'export const globalRegistry = new Map()',
    'class Schema {',
    '  #checks = []',
    '  min(n) { this.#checks.push(n); return this }',
    '  parse(x) { return [x, settings.e, this.#checks.length, globalRegistry.size] }',
    '  register(registry, value) { registry.set(this, value); return this }',
    '}',
    'export const z = { string: () => new Schema(), config: (more) => { settings = { ...settings, ...more } }, globalRegistry }',
  ].join('\n'),
}

/** What the project file does to the library. */
const configured = (effect: string, body: string) =>
  program({
    ...zod,
    'assets.config.ts': [
      "import { defineProject } from 'assetstore'",
      "import { z } from 'zod'",
      "const project = defineProject({ assets: () => import('./assets/index.ts') })",
      'export default project',
      'export const { asset } = project',
      effect,
    ].join('\n'),
    ...table(body),
  })

export const schemas: Programs = {
  'z.config in config': configured(
    'z.config({ e: 11 })',
    "import { z } from 'zod'\nexport const it = asset(() => [z.string().parse('a')])",
  ),
  'z.config destructured': configured(
    'const { config } = z\nconfig({ e: 11 })',
    "import { z } from 'zod'\nexport const it = asset(() => [z.string().parse('a')])",
  ),
  'z.config in helper': configured(
    'function setup(e) { z.config({ e }) }\nsetup(11)',
    "import { z } from 'zod'\nexport const it = asset(() => [z.string().parse('a')])",
  ),
  'z.config handed': configured(
    'const run = (f, x) => f(x)\nrun(z.config, { e: 11 })',
    "import { z } from 'zod'\nexport const it = asset(() => [z.string().parse('a')])",
  ),
  'z.config alias': configured(
    'const zz = z\nzz.config({ e: 11 })',
    "import { z } from 'zod'\nexport const it = asset(() => [z.string().parse('a')])",
  ),
  'z.globalRegistry': configured(
    'z.globalRegistry.set("a", 11 > 20)\nif (11 > 20) z.globalRegistry.set("b", 1)',
    "import { z } from 'zod'\nexport const it = asset(() => [z.string().parse('a')])",
  ),
  'schema register': configured(
    'if (11 > 20) z.string().register(z.globalRegistry, {})',
    "import { z } from 'zod'\nexport const it = asset(() => [z.string().parse('a')])",
  ),
  'schema mutated elsewhere': program({
    ...zod,
    'src/s.ts': "import { z } from 'zod'\nexport const s = z.string()\n",
    'src/setup.ts': "import { s } from './s.ts'\nif (11 > 20) s.min(1)\n",
    ...table(
      "import '../src/setup.ts'\nimport { s } from '../src/s.ts'\nexport const it = asset(() => [s.parse('a')])",
    ),
  }),
}
