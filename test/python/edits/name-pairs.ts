import { beside, one, type Pair } from './pair.ts'

/** Of names, and of what is done with them. */
const plugins = `PLUGINS = []

class Plugin:
    def __init_subclass__(cls):
        PLUGINS.append(cls.__name__)

def documents(raw):
    return PLUGINS
`
const meta = `MADE = {}

class Meta(type):
    def __new__(kind, name, bases, body):
        MADE[name] = len(body)
        return super().__new__(kind, name, bases, body)

class First(metaclass=Meta):
    pass

def documents(raw):
    return sorted(MADE)
`
const instance = `class Registry:
    def __init__(self):
        self.known = []

    def add(self, name):
        ALL.append(name)

ALL = []
registry = Registry()

def documents(raw):
    return ALL
`

const condition = `import pandas as pd
LEAST = 1
WORDS = "a > @LEAST"

def documents(raw):
    return pd.DataFrame({"a": [1, 2]}).query(WORDS).values.tolist()
`
const lookup = 'import duckdb\nlookup = duckdb.sql("SELECT 1 AS a")\n'
const scanned = `${lookup}
def documents(raw):
    least = 0
    for text in (f"SELECT a FROM lookup WHERE a > {least}",):
        rows = duckdb.query(text).fetchall()
    text = "SELECT a FROM lookup"
    return rows + duckdb.query(text).fetchall()
`
const elsewhere = `from duckdb import sql
from tables import *

def documents(raw):
    return sql("SELECT a FROM lookup").fetchall()
`
const ofItsOwn = `${lookup}
def documents(raw):
    lookup = duckdb.sql("SELECT 3 AS a")
    return duckdb.sql("SELECT a FROM lookup").fetchall()
`

export const namePairs: readonly Pair[] = [
  {
    what: 'a constant that a condition of pandas names in a text',
    ...one(condition, condition.replace(' = 1', ' = 2')),
    stale: ['documents.py LEAST'],
  },
  {
    what: 'a frame that SQL names for DuckDB, in a text that a variable has',
    ...one(scanned, scanned.replace('SELECT 1', 'SELECT 2')),
    stale: ['documents.py lookup'],
  },
  {
    what: 'a frame of another module that SQL names for DuckDB',
    ...beside(elsewhere, { 'tables.py': lookup }, { 'tables.py': lookup.replace('SELECT 1', 'SELECT 2') }),
    stale: ['tables.py lookup'],
  },
  {
    what: 'a frame of the module where SQL names one of the function',
    ...one(ofItsOwn, ofItsOwn.replace('SELECT 1', 'SELECT 2')),
  },
  {
    what: 'a class whose base keeps a list',
    ...one(plugins, plugins.replace('def documents', 'class First(Plugin): ...\n\ndef documents')),
    stale: ['documents.py First', 'documents.py Plugin'],
  },
  {
    what: 'a class whose metaclass keeps a list',
    ...one(meta, meta.replace('def documents', 'class Second(First): ...\n\ndef documents')),
    stale: ['documents.py Second'],
  },
  {
    what: 'a call of a method that changes something else',
    ...one(instance, instance.replace('def documents', 'registry.add("a")\n\ndef documents')),
    stale: ["documents.py registry.add('a')"],
  },
  {
    what: 'the body of a class that changes something else',
    ...one(
      'ALL = []\n\ndef documents(raw):\n    return ALL\n',
      'ALL = []\n\nclass Box:\n    ALL.append(1)\n\ndef documents(raw):\n    return ALL\n',
    ),
    stale: ['documents.py Box'],
  },
  {
    what: 'a global that a helper changes',
    ...one(
      'COUNT = 0\n\ndef count():\n    global COUNT\n    COUNT += 1\n    return COUNT\n\ndef documents(raw):\n    return count()\n',
      'COUNT = 5\n\ndef count():\n    global COUNT\n    COUNT += 1\n    return COUNT\n\ndef documents(raw):\n    return count()\n',
    ),
    stale: ['documents.py COUNT'],
  },
  {
    what: 'a name of its own that is one of the module',
    ...one(
      'rows = 1\n\ndef documents(raw):\n    rows = len(raw)\n    return rows\n',
      'rows = 2\n\ndef documents(raw):\n    rows = len(raw)\n    return rows\n',
    ),
  },
  {
    what: 'the name of a comprehension that is one of the module',
    ...one(
      'row = 1\n\ndef documents(raw):\n    return [row for row in raw]\n',
      'row = 2\n\ndef documents(raw):\n    return [row for row in raw]\n',
    ),
  },
  {
    what: 'what stands beside a comprehension of that name',
    ...one(
      'row = 1\n\ndef documents(raw):\n    return [row for row in raw], row\n',
      'row = 2\n\ndef documents(raw):\n    return [row for row in raw], row\n',
    ),
    stale: ['documents.py row'],
  },
  {
    what: 'a class attribute that is read in a method by a name of the module',
    ...one(
      'limit = 1\n\nclass Box:\n    limit = 3\n\n    def get(self):\n        return limit\n\ndef documents(raw):\n    return Box().get()\n',
      'limit = 2\n\nclass Box:\n    limit = 3\n\n    def get(self):\n        return limit\n\ndef documents(raw):\n    return Box().get()\n',
    ),
    stale: ['documents.py limit'],
  },
  {
    what: 'the docstring where code asks for it',
    ...one(
      'def helper():\n    """One."""\n\ndef documents(raw):\n    return helper.__doc__\n',
      'def helper():\n    """Two."""\n\ndef documents(raw):\n    return helper.__doc__\n',
    ),
    stale: ['documents.py helper'],
  },
  {
    what: 'annotations where code asks for them',
    ...one(
      'from typing import get_type_hints\n\ndef helper(x: int): ...\n\ndef documents(raw):\n    return get_type_hints(helper)\n',
      'from typing import get_type_hints\n\ndef helper(x: float): ...\n\ndef documents(raw):\n    return get_type_hints(helper)\n',
    ),
    stale: ['documents.py helper'],
  },
  {
    what: 'the name of a helper where code asks for it',
    ...one(
      'def helper(): ...\n\ndef documents(raw):\n    return [one.__name__ for one in (helper,)]\n',
      'def other(): ...\n\ndef documents(raw):\n    return [one.__name__ for one in (other,)]\n',
    ),
    stale: ['documents.py helper', 'documents.py other'],
  },
  {
    what: 'the name of a helper that is given to others',
    ...one(
      'def helper(x):\n    return x\n\ndef documents(raw):\n    return [str(one).split()[1] for one in (helper,)]\n',
      'def other(x):\n    return x\n\ndef documents(raw):\n    return [str(one).split()[1] for one in (other,)]\n',
    ),
    stale: ['documents.py helper', 'documents.py other'],
  },
  {
    what: 'a local name that a text names',
    ...one(
      'def documents(raw):\n    size = 1\n    return raw and "{size}".format(**{"size": size})\n',
      'def documents(raw):\n    count = 1\n    return raw and "{size}".format(**{"size": count})\n',
    ),
    stale: ['documents.py documents'],
    careful: true,
  },
  {
    what: 'a monkey patch of a class',
    ...one(
      'class Box:\n    side = 1\n\nBox.side = 2\n\ndef documents(raw):\n    return Box.side\n',
      'class Box:\n    side = 1\n\nBox.side = 3\n\ndef documents(raw):\n    return Box.side\n',
    ),
    stale: ['documents.py Box.side = 2', 'documents.py Box.side = 3'],
  },
  {
    what: 'a loop that fills a table',
    ...one(
      'TABLE = {}\nfor name in ("a", "b"):\n    TABLE[name] = 1\n\ndef documents(raw):\n    return TABLE\n',
      'TABLE = {}\nfor name in ("a", "c"):\n    TABLE[name] = 1\n\ndef documents(raw):\n    return TABLE\n',
    ),
    stale: ['documents.py name'],
  },
  {
    what: 'a loop that fills another table',
    ...one(
      'TABLE = {}\nOTHER = {}\nfor name in ("a", "b"):\n    OTHER[name] = 1\n\ndef documents(raw):\n    return TABLE\n',
      'TABLE = {}\nOTHER = {}\nfor name in ("a", "c"):\n    OTHER[name] = 1\n\ndef documents(raw):\n    return TABLE\n',
    ),
  },
  {
    what: 'a seed that is set when the module is imported',
    ...one(
      'import random\nrandom.seed(1)\n\ndef documents(raw):\n    return random.random()\n',
      'import random\nrandom.seed(2)\n\ndef documents(raw):\n    return random.random()\n',
    ),
    stale: ['documents.py random.seed(1)', 'documents.py random.seed(2)'],
  },
  {
    what: 'a subclass where code asks for subclasses',
    ...one(
      'class Base: ...\n\ndef documents(raw):\n    return [one.__name__ for one in Base.__subclasses__()]\n',
      'class Base: ...\n\nclass More(Base): ...\n\ndef documents(raw):\n    return [one.__name__ for one in Base.__subclasses__()]\n',
    ),
    stale: ['documents.py More'],
  },
  {
    what: 'a lambda',
    ...one(
      'double = lambda x: x * 2\n\ndef documents(raw):\n    return double(2)\n',
      'double = lambda x: x * 3\n\ndef documents(raw):\n    return double(2)\n',
    ),
    stale: ['documents.py double'],
  },
  {
    what: 'a nested function',
    ...one(
      'def documents(raw):\n    def inner():\n        return 1\n    return inner()\n',
      'def documents(raw):\n    def inner():\n        return 2\n    return inner()\n',
    ),
    stale: ['documents.py documents'],
  },
  {
    what: 'an f-string',
    ...one(
      'def documents(raw):\n    return f"{len(raw)} rows"\n',
      'def documents(raw):\n    return f"{len(raw)} lines"\n',
    ),
    stale: ['documents.py documents'],
  },
  {
    what: 'True for 1',
    ...one('X = 1\n\ndef documents(raw):\n    return X\n', 'X = True\n\ndef documents(raw):\n    return X\n'),
    stale: ['documents.py X'],
  },
  {
    what: '1.0 for 1',
    ...one('X = 1\n\ndef documents(raw):\n    return X\n', 'X = 1.0\n\ndef documents(raw):\n    return X\n'),
    stale: ['documents.py X'],
  },
  {
    what: 'the order of keywords that are evaluated',
    ...one(
      'def f(**k):\n    return list(k)\n\ndef documents(raw):\n    return f(a=1, b=2)\n',
      'def f(**k):\n    return list(k)\n\ndef documents(raw):\n    return f(b=2, a=1)\n',
    ),
    stale: ['documents.py documents'],
  },
  {
    what: 'the name of a parameter that is given by keyword',
    ...one(
      'def f(a, b):\n    return a - b\n\ndef documents(raw):\n    return f(a=1, b=2)\n',
      'def f(b, a):\n    return a - b\n\ndef documents(raw):\n    return f(a=1, b=2)\n',
    ),
    stale: ['documents.py f'],
    careful: true,
  },
]
