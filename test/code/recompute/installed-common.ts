import type { Edit } from './in-node.ts'
import { cjs, installed, projectWith, tableOf } from './installed-tree.ts'

/** CommonJS that is not strict: a home of state, what another file does to it, and an asset that reads it. */
const common = (home: string, effect: string, read: string): Edit => {
  const before = {
    ...projectWith({}),
    'src/home.cjs': `${home}\n`,
    'src/setup.cjs': `const home = require('./home.cjs')\n${effect}\n`,
    ...tableOf("import '../src/setup.cjs'\nimport home from '../src/home.cjs'", `[${read}]`),
  }
  const edit = Object.fromEntries(
    Object.entries(before).flatMap(([path, text]) => {
      const edited = String(text).replaceAll('11', '77')
      return edited === text ? [] : [[path, edited]]
    }),
  )
  return { before, edit }
}

export const commonJs: Readonly<Record<string, Edit>> = {
  'exports that are set by name': common('exports.v = 0', 'home.v = 11', 'home.v'),
  'exports that are this': common('this.v = 11', '', 'home.v'),
  'exports by a computed name': common("exports['v' + 1] = 11", '', 'home.v1'),
  'exports that are replaced': common('exports = module.exports = { v: 11 }', '', 'home.v'),
  'exports by assign': common('Object.assign(exports, { v: 11 })', '', 'home.v'),
  'exports by defineProperty': common(
    "Object.defineProperty(exports, 'v', { enumerable: true, get: () => 11 })",
    '',
    'home.v',
  ),
  'exports by another name': common('const out = exports\nout.v = 11', '', 'home.v'),
  'exports that a helper fills': common('const fill = (o, v) => { o.v = v }\nfill(module.exports, 11)', '', 'home.v'),
  'exports of a function with members': common(
    'module.exports = () => module.exports.v\nmodule.exports.v = 0',
    'home.v = 11',
    'home()',
  ),
  'a module by its own object': common('exports.v = 0\nexports.self = module', 'home.self.exports.v = 11', 'home.v'),
  'a variable that nobody declares': common('exports.read = () => mode', 'mode = 11', 'home.read()'),
  'a variable that a function leaves': common(
    'exports.read = () => mode',
    'function leave() { mode = 11 }\nleave()',
    'home.read()',
  ),
  'arguments that are the parameters': common(
    'exports.f = function (a) { arguments[0] = 11; return a }',
    '',
    'home.f(1)',
  ),
  'a parameter that is an argument': common(
    'exports.f = function (o) { o = { v: 11 }; return arguments[0].v }',
    '',
    'home.f({ v: 1 })',
  ),
  'the callee of arguments': common(
    'exports.f = function () { return arguments.callee.v }\nexports.f.v = 0',
    'home.f.v = 11',
    'home.f()',
  ),
  'the caller of a function': common(
    'exports.f = function f() { return f.caller === null ? 0 : f.caller.v }',
    'function g() { return home.f() }\ng.v = 11\nhome.g = g',
    'home.g()',
  ),
  'arguments of the module': common('arguments[0].v = 11', '', 'home.v'),
  'a function in a block': common('if (true) { function f() { return 11 } }\nexports.f = f', '', 'home.f()'),
  'a variable that is deleted': common(
    'exports.read = () => typeof mode',
    'mode = 11\nif (11 > 20) delete globalThis.mode',
    'home.read()',
  ),
  'a number of the older form': common('exports.v = 011', '', 'home.v'),
  'a template that is required': common('exports.v = require(`./values.cjs`).v', '', 'home.v'),
  'require by another name': common("const load = require\nexports.v = load('./values.cjs').v", '', 'home.v'),
  'require of the module': common("exports.v = module.require('./values.cjs').v", '', 'home.v'),
  'require that is handed on': common("const by = (f) => f('./values.cjs')\nexports.v = by(require).v", '', 'home.v'),
  'require that is called by a method': common("exports.v = require.call(module, './values.cjs').v", '', 'home.v'),
  'require that is applied': common("exports.v = require.apply(null, ['./values.cjs']).v", '', 'home.v'),
  'require over a list': common("exports.v = ['./values.cjs'].map(require)[0].v", '', 'home.v'),
  'require that is reflected': common("exports.v = Reflect.apply(require, null, ['./values.cjs']).v", '', 'home.v'),
  'require in an object that is handed on': common(
    "const by = ({ require: load }) => load('./values.cjs')\nexports.v = by({ require }).v",
    '',
    'home.v',
  ),
  'require of an instance': common(
    "class Files { constructor(load) { this.load = load } get(name) { return this.load(name) } }\nexports.v = new Files(require).get('./values.cjs').v",
    '',
    'home.v',
  ),
  'require among the arguments': common("exports.v = arguments[1]('./values.cjs').v", '', 'home.v'),
  'a package by another name of require': {
    before: {
      ...tableOf("import home from '../src/home.cjs'", '[home.v]'),
      'src/home.cjs': "const load = require\nexports.v = load('foo').x\n",
      ...installed('node_modules/foo', '1.0.0'),
    },
    edit: installed('node_modules/foo', '7.0.0'),
  },
  'packages in a list': {
    before: {
      ...tableOf("import home from '../src/home.cjs'", '[home.v]'),
      'src/home.cjs': "exports.v = ['foo'].map(require)[0].x\n",
      ...installed('node_modules/foo', '1.0.0'),
    },
    edit: installed('node_modules/foo', '7.0.0'),
  },
  'files in a list, with a require that was made': {
    before: {
      ...tableOf(
        "import { createRequire } from 'node:module'\nconst load = createRequire(import.meta.url)\nconst plugins = ['../src/one.cjs', '../src/two.cjs'].map(load)",
        '[plugins[1].x]',
      ),
      'src/one.cjs': cjs(1),
      'src/two.cjs': cjs(11),
    },
    edit: { 'src/two.cjs': cjs(77) },
  },
  'packages in a list, with a require that was made': {
    before: {
      ...tableOf(
        "import { createRequire } from 'node:module'\nconst load = createRequire(import.meta.url)\nconst plugins = ['foo'].map(load)",
        '[plugins[0].x]',
      ),
      ...installed('node_modules/foo', '1.0.0'),
    },
    edit: installed('node_modules/foo', '7.0.0'),
  },
  'what a function leaves in the global object': common(
    'exports.read = () => mode',
    'function leave() { this.mode = 11 }\nleave()',
    'home.read()',
  ),
  'what an expression leaves in the global object': common(
    'exports.read = () => globalThis.mode',
    ';(function () { this.mode = 11 })()',
    'home.read()',
  ),
  'require in an expression': common("exports.v = (require)('./values.cjs').v", '', 'home.v'),
  'require where it is needed': common("exports.read = () => require('./values.cjs').v", '', 'home.read()'),
  'a file by its folder': common("exports.v = require('fs').readFileSync(__dirname + '/q.sql', 'utf8')", '', 'home.v'),
  'a file by its folder, joined': common(
    "const { join } = require('path')\nexports.v = require('fs').readFileSync(join(__dirname, 'q.sql'), 'utf8')",
    '',
    'home.v',
  ),
  'a module that is imported by CommonJS': common(
    "exports.read = async () => (await import('./values.cjs')).default.v",
    '',
    'await home.read()',
  ),
  'interop by a default': common(
    "Object.defineProperty(exports, '__esModule', { value: true })\nexports.default = { v: 11 }",
    '',
    'home.default.v',
  ),
}

/** Whoever has a module by the list of all of them may change what it exports. */
const another = (effect: string): Edit => common('exports.v = 0', effect, 'home.v')

/** A path that is put together may be any, and what it leads to may concern everybody. */
export const computed: Readonly<Record<string, Edit>> = {
  'a name that is required by a sum': common("exports.v = require('./' + 'values.cjs').v", '', 'home.v'),
  'a name that is required by a variable': common(
    "const name = './values.cjs'\nexports.v = require(name).v",
    '',
    'home.v',
  ),
  'a module in the cache': another("require.cache[require.resolve('./home.cjs')].exports.v = 11"),
  'all modules in the cache': another(
    "for (const one of Object.values(require.cache)) if (one.id.endsWith('home.cjs')) one.exports.v = 11",
  ),
  'a module that is replaced in the cache': common(
    "exports.read = () => require('./state.cjs').v",
    "require.cache[require.resolve('./state.cjs')] = { exports: { v: 11 }, loaded: true }",
    'home.read()',
  ),
  'a module among the children': another('module.children[0].exports.v = 11'),
  'a module among the children, by a computed name': another("const key = 'children'\nmodule[key][0].exports.v = 11"),
}

for (const { before, edit } of Object.values({ ...commonJs, ...computed })) {
  Object.assign(before, {
    'src/values.cjs': 'exports.v = 11\n',
    'src/state.cjs': 'exports.v = 0\n',
    'src/q.sql': 'select 11',
  })
  const text = Object.values(before).join('')
  if (text.includes('values.cjs')) Object.assign(edit, { 'src/values.cjs': 'exports.v = 77\n' })
  if (text.includes('q.sql') || text.includes("'.sql'")) Object.assign(edit, { 'src/q.sql': 'select 77' })
}
