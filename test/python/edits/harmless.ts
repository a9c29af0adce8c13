import { added, change, documents, type Edit } from './edit.ts'
import { lock, project } from './project.ts'

/** Edits that change nothing of what `documents` makes. */
export const harmless: readonly Edit[] = [
  { what: 'a comment', files: documents('# Words and no letters.', '# Letters.') },
  { what: 'a comment and empty lines between declarations', files: added('cleaning.py', '\n\n# the end\n') },
  { what: 'the docstring of the module', files: documents('Documents in chunks', 'Chunks') },
  {
    what: 'the docstring of the function',
    files: documents('"""Makes chunks."""', '"""Other words.\n\n    In two lines.\n    """'),
  },
  { what: 'no docstring', files: documents('    """Makes chunks."""\n', '') },
  { what: 'the docstring of a method', files: documents('"""Splits it."""', '"""It is split."""') },
  { what: 'layout', files: documents('parts = text.split(" ")', "parts = (\n        text.split( ' ' )\n    )") },
  { what: 'quotes', files: change('cleaning.py', '""', "''") },
  { what: 'an annotation in quotes or not', files: documents('raw: "list[dict]"', 'raw: list[dict]') },
  { what: 'the layout of an annotation', files: documents('raw: "list[dict]"', 'raw: "list[ dict ]"') },
  { what: 'an annotation of a helper', files: documents('def total(values):', 'def total(values: list) -> float:') },
  { what: 'an annotation of a local name', files: documents('    rows = []\n', '    rows: list = []\n') },
  {
    what: 'a local name',
    files: documents(
      '    parts = text.split(" ")\n    for start in range(0, len(parts), size):\n        yield Chunk(" ".join(parts[start : start + size]))',
      '    pieces = text.split(" ")\n    for first in range(0, len(pieces), size):\n        yield Chunk(" ".join(pieces[first : first + size]))',
    ),
  },
  {
    what: 'the parameter of the asset, which is another name of what it reads',
    files: {
      'documents.py': (project['documents.py'] ?? '')
        .replace('def documents(raw: "list[dict]"):', 'def documents(texts: "list[dict]"):')
        .replace('for row in raw:', 'for row in texts:'),
    },
  },
  {
    what: 'the name of a helper that is only called',
    files: {
      'cleaning.py': (project['cleaning.py'] ?? '')
        .replaceAll('strip(text)', 'trim(text)')
        .replace('return text.trim()', 'return text.strip()'),
    },
  },
  {
    what: 'the name of an import',
    files: {
      'documents.py': (project['documents.py'] ?? '').replace('tidy as clean', 'tidy').replace('clean(row', 'tidy(row'),
    },
  },
  {
    what: 'another way to import the same',
    files: {
      'documents.py': (project['documents.py'] ?? '')
        .replace('import numpy as np', 'from numpy import sum as add')
        .replace('np.sum(', 'add('),
    },
  },
  { what: 'another function of the file', files: documents('return [len(raw), UNUSED]', 'return []') },
  { what: 'another function of a module that it reads', files: change('cleaning.py', 'text.upper()', 'text.lower()') },
  { what: 'a constant that nobody of it reads', files: documents('UNUSED = ["x"]', 'UNUSED = ["y"]') },
  { what: 'a constant of a module that nobody of it reads', files: change('settings.py', 'OTHER = 1', 'OTHER = 2') },
  { what: 'a name of a package that nobody of it reads', files: change('lake/meta.py', 'UNREAD = 2', 'UNREAD = 3') },
  {
    what: 'another class with the same base',
    files: change('shapes.py', 'class Round(Shape):\n    pass', 'class Round(Shape):\n    sides = 1'),
  },
  { what: 'what a star does not export', files: change('lake/words.py', 'return None', 'return 1') },
  { what: 'a new function', files: added('documents.py', '\n\ndef more(raw):\n    return 1\n') },
  { what: 'a new module that nobody imports', files: { 'unread.py': 'X = 1\n' } },
  { what: 'what is for type checkers', files: documents('import pandas as pd', 'import polars as pl') },
  {
    what: 'what runs as a program alone',
    files: added('documents.py', '\nif __name__ == "__main__":\n    print(documents([]))\n'),
  },
  {
    what: 'a line to the log when the module is imported',
    files: documents('SCALE = 2', 'SCALE = 2\nlog.info("loaded")\nprint("loaded")'),
  },
  {
    what: 'a change of a constant that nobody of it reads',
    files: documents('UNUSED = ["x"]', 'UNUSED = ["x"]\nUNUSED.append("y")'),
  },
  { what: 'an unused import of the standard library', files: documents('import os', 'import os\nimport json') },
  { what: 'a data file that it does not read', files: { 'data/more.txt': 'still nobody' } },
  {
    what: 'another package of the lock',
    files: { 'uv.lock': lock({ numpy: ['2.0.0', ['blas']], blas: ['1.0.0', []], pandas: ['3.1.0', ['numpy']] }) },
  },
  {
    what: 'a helper moved to another module',
    files: {
      'documents.py': (project['documents.py'] ?? '')
        .replace('def total(values):\n    return float(np.sum(values)) * SCALE\n', '')
        .replace('SCALE = 2\n', '')
        .replace('import settings', 'import settings\nfrom sums import total'),
      'sums.py': 'import numpy as np\n\nSCALE = 2\n\n\ndef total(values):\n    return float(np.sum(values)) * SCALE\n',
    },
  },
  {
    what: '`pass` and a constant on a line of its own',
    files: change('cleaning.py', 'return text.strip()', 'pass\n    "nothing"\n    return text.strip()'),
  },
]
