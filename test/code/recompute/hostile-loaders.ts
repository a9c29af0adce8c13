// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of programs
import { type Programs, program, table } from './hostile.ts'

/** A module that a path leads to which is put together while the project is loaded. */
const imports = (setup: string, files: Readonly<Record<string, string>> = {}) =>
  program({
    'src/home.ts': 'export const all = []\n',
    'src/a.ts': "import { all } from './home.ts'\nall.push(11)\n",
    'src/setup.ts': `${setup}\nexport {}\n`,
    ...files,
    ...table(
      "import '../src/setup.ts'\nimport { all } from '../src/home.ts'\nexport const it = asset(() => [all.join()])",
    ),
  })

export const loaders: Programs = {
  'a closure that imports': imports(
    "const make = (base) => (name) => import(base + name)\nconst load = make('./')\nawait load('a.ts')",
  ),
  'a closure that imports by a template': imports(
    "const make = (base) => (name) => import(`${base}${name}.ts`)\nawait make('./')('a')",
  ),
  'a loader in an object': imports("const loaders = { by: (name) => import('./' + name) }\nawait loaders.by('a.ts')"),
  'a loader that is an instance': imports(
    "class Loader { constructor(base) { this.base = base } load(name) { return import(this.base + name) } }\nawait new Loader('./').load('a.ts')",
  ),
  'names that are imported by map': imports("await Promise.all(['a'].map((n) => import(`./${n}.ts`)))"),
  'a path cut out of a URL': imports(
    "const at = new URL('./a.ts', import.meta.url)\nawait import(at.href.replace('file:///project/src/', './'))",
  ),
  'a closure of another file that imports': imports(
    "import { make } from './make.ts'\nconst load = make()\nawait load('./a.ts')",
    { 'src/make.ts': 'export const make = () => (name) => import(name)\n' },
  ),
  'a closure that imports what another file lists': imports("import { make } from './make.ts'\nawait make()()", {
    'src/make.ts':
      "import { names } from './names.ts'\nexport const make = () => () => Promise.all(names.map((n) => import(n)))\n",
    'src/names.ts': "export const names = ['./a.ts']\n",
  }),
  'a path and its end apart': imports(
    "const make = (ext) => (name) => import('./' + name + ext)\nawait make('.ts')('a')",
  ),
  'a path of parts that are joined': imports(
    "const make = (...parts) => () => import(parts.join(''))\nawait make('./', 'a', '.ts')()",
  ),
  'a path that is worked out': imports(
    "const load = (x) => import(x.split('').reverse().join(''))\nawait load('st.a/.')",
  ),
  'a path by a variable': imports("const load = (x) => import(x ?? './a.ts')\nawait load(process.env.PLUGIN)"),
}
