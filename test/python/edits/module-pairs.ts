import { beside, one, type Pair } from './pair.ts'

const registry = `REGISTRY = {}

def register(function):
    REGISTRY[function.__name__] = function
    return function

@register
def first(text):
    return 1

def documents(raw):
    return sorted(name for name in REGISTRY)
`
const acting = `SEEN = []

def register(name):
    SEEN.append(name)
    return int

def helper(text: register("a")):
    return text

def documents(raw):
    return list(SEEN)
`
const optional = `try:
    import not_there as json
except ImportError:
    import json

def documents(raw):
    return json.dumps(1)
`
const plugins = `import importlib

def documents(raw):
    return importlib.import_module(f"plugins.{raw and 'first'}").VALUE
`
const model = `from pydantic import BaseModel, field_validator

class Document(BaseModel):
    text: str
    size: int = 1

    @field_validator("text")
    @classmethod
    def short(cls, value):
        return value.strip()

def documents(raw):
    return [Document(**row).model_dump() for row in raw]
`
const folder = `import os

def documents(raw):
    data = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")
    return [open(os.path.join(data, name)).read() for name in sorted(os.listdir(data))]
`

/** Of modules and files. */
export const modulePairs: readonly Pair[] = [
  {
    what: 'a function that makes itself known to a registry',
    ...one(registry, registry.replace('def documents', '@register\ndef second(text):\n    return 2\n\ndef documents')),
    stale: ['documents.py second'],
  },
  {
    what: 'an annotation that calls code of the project, and what it calls',
    ...one(acting, acting.replace('"a"', '"b"').replace('append(name)', 'append(name + "!")')),
    stale: ['documents.py helper', 'documents.py register'],
  },
  {
    what: 'an annotation that nobody evaluates',
    ...one(
      `from __future__ import annotations\n${acting}`,
      `from __future__ import annotations\n${acting.replace('"a"', '"b"')}`,
    ),
  },
  {
    what: 'a function that is no part of the registry',
    ...one(registry, registry.replace('def documents', 'def second(text):\n    return 2\n\ndef documents')),
  },
  {
    what: 'the other import of a `try`',
    ...one(optional, optional.replace('not_there', 'not_here')),
    stale: ['documents.py json', 'pypi:not-here', 'pypi:not-there'],
    careful: true,
  },
  {
    what: 'a module that a `try` imports',
    ...beside(
      'try:\n    from fast import value\nexcept ImportError:\n    from slow import value\n\ndef documents(raw):\n    return value()\n',
      { 'slow.py': 'def value():\n    return 1\n' },
      { 'slow.py': 'def value():\n    return 2\n' },
    ),
    stale: ['slow.py value'],
  },
  {
    what: 'a module that a `try` imports first',
    ...beside(
      'try:\n    from fast import value\nexcept ImportError:\n    from slow import value\n\ndef documents(raw):\n    return value()\n',
      { 'slow.py': 'def value():\n    return 1\n' },
      { 'slow.py': 'def value():\n    return 1\n', 'fast.py': 'def value():\n    return 2\n' },
    ),
    stale: ['documents.py value', 'fast.py value', 'pypi:fast'],
  },
  {
    what: 'a module of a computed import',
    ...beside(
      plugins,
      { 'plugins/__init__.py': '', 'plugins/first.py': 'VALUE = 1' },
      { 'plugins/__init__.py': '', 'plugins/first.py': 'VALUE = 2' },
    ),
    stale: ['plugins/first.py'],
  },
  {
    what: 'a new module of a computed import',
    ...beside(
      plugins,
      { 'plugins/__init__.py': '', 'plugins/first.py': 'VALUE = 1' },
      { 'plugins/__init__.py': '', 'plugins/first.py': 'VALUE = 1', 'plugins/second.py': 'VALUE = 2' },
    ),
    stale: ['plugins/second.py'],
    careful: true,
  },
  {
    what: 'a comment in a module of a computed import',
    ...beside(
      plugins,
      { 'plugins/__init__.py': '', 'plugins/first.py': 'VALUE = 1' },
      { 'plugins/__init__.py': '# all\n', 'plugins/first.py': 'VALUE = 1  # one' },
    ),
  },
  {
    what: 'an import by a name that is written',
    ...beside(
      'from importlib import import_module\n\ndef documents(raw):\n    return import_module("first").VALUE\n',
      { 'first.py': 'VALUE = 1' },
      { 'first.py': 'VALUE = 2' },
    ),
    stale: ['first.py VALUE'],
  },
  {
    what: 'a validator of a model',
    ...one(model, model.replace('value.strip()', 'value.strip().upper()')),
    stale: ['documents.py Document'],
  },
  {
    what: 'a field of a model',
    ...one(model, model.replace('size: int', 'size: float')),
    stale: ['documents.py Document'],
    careful: true,
  },
  {
    what: 'the default of a field of a model',
    ...one(model, model.replace('size: int = 1', 'size: int = 2')),
    stale: ['documents.py Document'],
  },
  {
    what: 'a comment and the layout of a model',
    ...one(model, model.replace('    text: str\n', '    # what it says\n    text:  str\n\n')),
  },
  {
    what: 'a file in a folder that is read',
    ...beside(folder, { 'data/a.txt': 'a' }, { 'data/a.txt': 'b' }),
    stale: ['data/a.txt'],
  },
  {
    what: 'a new file in a folder that is read',
    ...beside(folder, { 'data/a.txt': 'a' }, { 'data/a.txt': 'a', 'data/deep/../b.txt': 'b' }),
    stale: ['data/b.txt'],
  },
  {
    what: 'a file beside a folder that is read',
    ...beside(folder, { 'data/a.txt': 'a' }, { 'data/a.txt': 'a', 'more/b.txt': 'b' }),
  },
  {
    what: 'a data file by a constant of another module',
    ...beside(
      'import places\n\ndef documents(raw):\n    return (places.HERE / "a.txt").read_text()\n',
      { 'places.py': 'from pathlib import Path\nHERE = Path(__file__).resolve().parent / "data"\n', 'data/a.txt': '1' },
      { 'places.py': 'from pathlib import Path\nHERE = Path(__file__).resolve().parent / "data"\n', 'data/a.txt': '2' },
    ),
    stale: ['data/a.txt'],
  },
  {
    what: 'a data file of a package',
    ...beside(
      'from importlib.resources import files\n\ndef documents(raw):\n    return files("lake").joinpath("a.txt").read_text()\n',
      { 'lake/__init__.py': '', 'lake/a.txt': '1' },
      { 'lake/__init__.py': '', 'lake/a.txt': '2' },
    ),
    stale: ['lake/a.txt'],
  },
  {
    what: 'a data file that appears',
    ...beside(
      'from pathlib import Path\n\ndef documents(raw):\n    path = Path(__file__).with_name("a.txt")\n    return path.read_text() if path.exists() else None\n',
      {},
      { 'a.txt': 'a' },
    ),
    stale: ['a.txt'],
  },
  {
    what: 'a name of a function-level import',
    ...beside(
      'def documents(raw):\n    from helpers import value as found\n    return found()\n',
      { 'helpers.py': 'def value():\n    return 1\n' },
      { 'helpers.py': 'def value():\n    return 2\n' },
    ),
    stale: ['helpers.py value'],
  },
  {
    what: 'a module as a value',
    ...beside(
      'import helpers\n\ndef documents(raw):\n    return [getattr(helpers, name) for name in ("one", "two")]\n',
      { 'helpers.py': 'one = 1\ntwo = 2\n' },
      { 'helpers.py': 'one = 1\ntwo = 3\n' },
    ),
    stale: ['helpers.py two'],
  },
  {
    what: 'what `__init__` takes from a module',
    ...beside(
      'from lake import step\n\ndef documents(raw):\n    return step()\n',
      { 'lake/__init__.py': 'from .steps import *\n', 'lake/steps.py': 'def step():\n    return 1\n' },
      { 'lake/__init__.py': 'from .steps import *\n', 'lake/steps.py': 'def step():\n    return 2\n' },
    ),
    stale: ['lake/steps.py step'],
  },
  {
    what: 'a folder without `__init__`',
    ...beside(
      'import lake.steps\n\ndef documents(raw):\n    return lake.steps.step()\n',
      { 'lake/steps.py': 'def step():\n    return 1\n' },
      { 'lake/steps.py': 'def step():\n    return 2\n' },
    ),
    stale: ['lake/steps.py step'],
  },
  {
    what: 'a folder that is put on the path',
    ...beside(
      'import sys\nfrom pathlib import Path\nsys.path.append(str(Path(__file__).parent / "lib"))\nfrom inner import value\n\ndef documents(raw):\n    return value()\n',
      { 'lib/inner.py': 'def value():\n    return 1\n' },
      { 'lib/inner.py': 'def value():\n    return 2\n' },
    ),
    stale: ['lib/inner.py value'],
  },
  {
    what: '`__getattr__` of a module',
    ...beside(
      'import helpers\n\ndef documents(raw):\n    return helpers.anything\n',
      { 'helpers.py': 'def __getattr__(name):\n    return name\n' },
      { 'helpers.py': 'def __getattr__(name):\n    return name * 2\n' },
    ),
    stale: ['helpers.py __getattr__'],
  },
]
