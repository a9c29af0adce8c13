import { added, change, documents, type Edit } from './edit.ts'
import { lock, project } from './project.ts'

/** Edits that make `documents` stale. */
export const edits: readonly Edit[] = [
  { what: 'the function itself', files: documents('Box(2)', 'Box(3)'), stale: ['documents.py documents'] },
  {
    what: 'a helper',
    files: documents('yield Chunk(" ".join(', 'yield Chunk("-".join('),
    stale: ['documents.py chunk'],
  },
  {
    what: 'a helper in another module',
    files: change('cleaning.py', 'PATTERN.sub("", ', 'PATTERN.sub("-", '),
    stale: ['cleaning.py tidy'],
  },
  {
    what: 'what a helper calls',
    files: change('cleaning.py', 'text.strip()', 'text.strip().upper()'),
    stale: ['cleaning.py strip'],
  },
  { what: 'a constant', files: documents('SCALE = 2', 'SCALE = 3'), stale: ['documents.py SCALE'] },
  { what: 'a compiled pattern', files: change('cleaning.py', '[!.]', '[!]'), stale: ['cleaning.py PATTERN'] },
  {
    what: 'a default argument, by its constant',
    files: change('cleaning.py', '"size": 2', '"size": 1'),
    stale: ['cleaning.py LIMITS'],
  },
  {
    what: 'a default argument',
    files: documents('size=LIMITS["size"]', 'size=1'),
    stale: ['cleaning.py LIMITS', 'documents.py chunk'],
  },
  {
    what: 'a constant that is filled when the module is imported',
    files: documents('STOPWORDS.append("of")', 'STOPWORDS.append("a")'),
    stale: ['documents.py STOPWORDS.append("a")', 'documents.py STOPWORDS.append("of")'].map((label) =>
      label.replaceAll('"', "'"),
    ),
  },
  {
    what: 'a key that is set when a module is imported',
    files: change('settings.py', '= True', '= False'),
    stale: ["settings.py FLAGS['deep'] = False", "settings.py FLAGS['deep'] = True"],
  },
  {
    what: 'a statement that changes what it reads',
    files: added('settings.py', 'FLAGS.clear()\nFLAGS["deep"] = 5\n'),
    stale: ["settings.py FLAGS['deep'] = 5", 'settings.py FLAGS.clear()'],
  },
  {
    what: 'another module that changes what it reads',
    files: added('cleaning.py', '\nimport settings\nsettings.FLAGS["deep"] = 7\n'),
    stale: ["cleaning.py settings.FLAGS['deep'] = 7"],
  },
  {
    what: 'another module that gives a name another value',
    files: added('cleaning.py', '\nimport lake.meta\nlake.meta.LEVEL = 9\n'),
    stale: ['cleaning.py lake.meta.LEVEL = 9'],
  },
  {
    what: 'a call of a function that changes what it reads',
    files: added('settings.py', '\n\ndef fill():\n    FLAGS["deep"] = 3\n\n\nfill()\n'),
    stale: ['settings.py fill', 'settings.py fill()'],
  },
  {
    what: 'a class',
    files: documents('for word in self.text.split()', 'for word in self.text.split("e")'),
    stale: ['documents.py Chunk'],
  },
  {
    what: 'a default of a dataclass',
    files: documents('size: int = 0', 'size: int = 1'),
    stale: ['documents.py Chunk'],
    careful: true,
  },
  {
    what: 'a field of a dataclass',
    files: documents('    size: int = 0\n', '    size: int = 0\n    more: int = 0\n'),
    stale: ['documents.py Chunk'],
    careful: true,
  },
  {
    what: 'the type of a field',
    files: documents('size: int = 0', 'size: float = 0'),
    stale: ['documents.py Chunk'],
    careful: true,
  },
  {
    what: 'how a dataclass is made',
    files: documents('@dataclass\n', '@dataclass(frozen=True)\n'),
    stale: ['documents.py Chunk'],
    careful: true,
  },
  {
    what: 'the base of a class',
    files: change('shapes.py', 'self.side * self.side', 'self.side + self.sides'),
    stale: ['shapes.py Shape'],
  },
  {
    what: 'which base a class has',
    files: change('shapes.py', 'class Box(Shape):', 'class Box(Shape, dict):'),
    stale: ['shapes.py Box'],
    careful: true,
  },
  {
    what: 'a decorator of its own',
    files: documents(
      'def total(values):',
      'def twice(function):\n    return lambda values: function(values) * 2\n\n\n@twice\ndef total(values):',
    ),
    stale: ['documents.py total', 'documents.py twice'],
  },
  {
    what: 'a decorator of the standard library',
    files: {
      'documents.py': (project['documents.py'] ?? '')
        .replace('def total(values):', '@functools.wraps(len)\ndef total(values):')
        .replace('import re', 'import functools\nimport re'),
    },
    stale: ['documents.py total'],
    careful: true,
  },
  {
    what: 'a module below a package',
    files: change('lake/deep/steps.py', 'LEVEL + len(row)', 'LEVEL - len(row)'),
    stale: ['lake/deep/steps.py step'],
  },
  {
    what: 'a constant by a relative import',
    files: change('lake/meta.py', 'LEVEL = 1', 'LEVEL = 2'),
    stale: ['lake/meta.py LEVEL'],
  },
  {
    what: 'what a star import brings',
    files: change('lake/words.py', '"letter"', '"vowel"'),
    stale: ['lake/words.py KINDS'],
  },
  {
    what: 'a name that hides what a star brings',
    files: added('documents.py', '\n\ndef kind_of(text):\n    return "mine"\n'),
    stale: ['documents.py kind_of', 'lake/words.py KINDS', 'lake/words.py kind_of'],
  },
  {
    what: 'a module that hides another',
    files: { 'settings.py': null, 'settings/__init__.py': 'FLAGS = {"deep": "package"}\n' },
    stale: ['settings.py FLAGS', "settings.py FLAGS['deep'] = True", 'settings/__init__.py FLAGS'],
  },
  {
    what: 'a module that hides one of the standard library',
    files: {
      're.py':
        'import sys\n\n\nclass compile:\n    def __init__(self, pattern):\n        self.pattern = pattern\n\n    def sub(self, with_, text):\n        return "hidden"\n',
    },
    stale: ['cleaning.py PATTERN', 're.py compile'],
  },
  {
    what: 'a function in a branch',
    files: documents('SCALE = 2', 'if os.sep == "/":\n    SCALE = 4\nelse:\n    SCALE = 2'),
    stale: ['documents.py SCALE'],
  },
  {
    what: 'a second value of a name',
    files: documents('SCALE = 2', 'SCALE = 2\nSCALE += 1'),
    stale: ['documents.py SCALE 2'],
  },
  { what: 'a data file', files: { 'data/names.txt': 'ada' }, stale: ['data/names.txt'] },
  {
    what: 'another data file',
    files: documents('"names.txt"', '"more.txt"'),
    stale: ['data/more.txt', 'data/names.txt'],
  },
  {
    what: 'a package',
    files: { 'uv.lock': lock({ numpy: ['2.1.0', ['blas']], blas: ['1.0.0', []], pandas: ['3.0.0', ['numpy']] }) },
    stale: ['pypi:numpy'],
    careful: true,
  },
  {
    what: 'what a package depends on',
    files: { 'uv.lock': lock({ numpy: ['2.0.0', ['blas']], blas: ['1.0.1', []], pandas: ['3.0.0', ['numpy']] }) },
    stale: ['pypi:blas'],
    careful: true,
  },
  {
    what: 'what a package depends on anew',
    files: { 'uv.lock': lock({ numpy: ['2.0.0', ['blas', 'pandas']], blas: ['1.0.0', []], pandas: ['3.0.0', []] }) },
    stale: ['pypi:pandas'],
    careful: true,
  },
  {
    what: 'a package imported for what it does',
    files: documents('import settings', 'import pandas\nimport settings'),
    stale: ['documents.py import pandas', 'pypi:pandas'],
    careful: true,
  },
  {
    what: 'the option of a package, set when the module is imported',
    files: documents('SCALE = 2', 'SCALE = 2\nnp.set_printoptions(precision=2)'),
    stale: ['documents.py np.set_printoptions(precision=2)'],
    careful: true,
  },
  {
    what: 'an assertion when the module is imported',
    files: documents('SCALE = 2', 'SCALE = 2\nassert SCALE'),
    stale: ['documents.py assert SCALE'],
    careful: true,
  },
  {
    what: 'a subclass that its base hears of',
    files: {
      'shapes.py': `${(project['shapes.py'] ?? '').replace('    sides = 4', '    sides = 4\n    names = []\n\n    def __init_subclass__(cls):\n        Shape.names.append(cls)')}`,
    },
    stale: ['shapes.py Round', 'shapes.py Shape'],
    careful: true,
  },
  {
    what: 'code that may name anything',
    files: documents('    rows = []\n    for row in raw:', '    rows = []\n    eval("rows")\n    for row in raw:'),
    stale: [
      'cleaning.py',
      'documents.py',
      'documents.py documents',
      'lake/__init__.py',
      'lake/deep/__init__.py',
      'lake/deep/steps.py',
      'lake/meta.py',
      'lake/tables.py',
      'lake/words.py',
      'settings.py',
      'shapes.py',
    ],
    careful: true,
    andMore: true,
  },
  {
    what: 'a computed import',
    files: documents(
      '    rows = []\n    for row in raw:',
      '    rows = []\n    __import__("set" + "tings")\n    __import__("lake." + names[0]) if not names else None\n    for row in raw:',
    ),
    stale: [
      'documents.py documents',
      'lake/__init__.py',
      'lake/deep/__init__.py',
      'lake/deep/steps.py',
      'lake/meta.py',
      'lake/tables.py',
      'lake/words.py',
      'settings.py OTHER',
    ],
    careful: true,
  },
]
