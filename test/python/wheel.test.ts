import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '../discover/temp-project.ts'
import { repository } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'

const built = (folder: string): string =>
  String(execFileSync(process.execPath, [join(repository, 'scripts/wheel.ts'), folder])).trim()

/** What a project's own tests do with the module. */
const used = `
import ast, importlib.metadata, importlib.resources, inspect, json
import assetstore
from assetstore import Map, asset, check

@asset
def clean(raw): return [{**row, "text": row["text"].strip()} for row in raw]

@asset(rows="id", batch=2)
def lengths(raw): return [{"id": row["id"], "length": len(row["text"])} for row in raw]

@check()
def is_long(clean): return len(clean) > 1

package = importlib.resources.files(assetstore)
stub = ast.parse(package.joinpath("__init__.pyi").read_text())
declared = {}
for node in stub.body:
    if isinstance(node, ast.ClassDef): declared[node.name] = set()
    if isinstance(node, ast.AnnAssign): declared[node.target.id] = set()
    if isinstance(node, ast.Assign) and not node.targets[0].id.startswith("_"): declared[node.targets[0].id] = set()
    if isinstance(node, ast.FunctionDef):
        names = [one.arg for one in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
        declared.setdefault(node.name, set()).update(names)
def named(function):
    return {name for name, one in inspect.signature(function).parameters.items() if one.kind is not one.VAR_KEYWORD and not name.startswith("_")}
known = {name: named(getattr(assetstore, name)) for name in assetstore.__all__ if inspect.isfunction(getattr(assetstore, name))}
# These are there for who has pydantic, and not for those who import all.
lazy = [*assetstore._OF_PYDANTIC, *assetstore._elsewhere.NAMES, *assetstore._inert.NAMES, *assetstore._resource.NAMES]
files = importlib.metadata.files("assetstore")
print(json.dumps({
    "made": [clean([{"id": 1, "text": " a "}]), lengths([{"id": 1, "text": "ab"}]), is_long([]), Map(a=1) | {"b": 2}],
    "typed": package.joinpath("py.typed").is_file(),
    "names": sorted(declared) == sorted([*assetstore.__all__, *lazy]),
    "differing": [name for name in known if known[name] != declared[name]],
    "wrong": [str(one) for one in files if one.hash is not None and one.size != len(one.read_binary())],
    "version": importlib.metadata.version("assetstore"),
}))
`

describePython('frames', 'the wheel of the module assetstore', ({ interpreter }) => {
  test('is built twice as the same bytes, and installed without a network it is the module, with its types', () => {
    const [first, second, site] = [tempFolder(), tempFolder(), tempFolder()]
    const wheel = built(first)
    expect(readFileSync(built(second)).equals(readFileSync(wheel))).toBe(true)
    const pip = ['-m', 'pip', 'install', '--quiet', '--no-index', '--no-deps', '--target', site, wheel]
    execFileSync(interpreter, pip, { stdio: ['ignore', 'inherit', 'inherit'] })
    const env = { PATH: process.env.PATH, PYTHONPATH: site }
    const said = execFileSync(interpreter, ['-B', '-c', used], { cwd: site, env, encoding: 'utf8' })
    const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
    expect(JSON.parse(said)).toEqual({
      made: [[{ id: 1, text: 'a' }], [{ id: 1, length: 2 }], false, { a: 1, b: 2 }],
      ...{ typed: true, names: true, differing: [], wrong: [], version },
    })
  })
})
