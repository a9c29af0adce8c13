import { beside, type Programs } from './load.ts'

/** What stands beside a list that is read, and changes nothing in it. */
export const harmlessLoads: Programs = {
  'client of config': beside(
    'class Client:\n    def __init__(self, c, n):\n        self.c = c\n        self.n = n\nclient = Client(SIZES, 11)',
  ),
  logger: beside("import logging\nlog = logging.getLogger('11')\nlog.info('%s 11', SIZES)"),
  comprehension: beside('X = [x + 11 for x in SIZES]'),
  'loop that fills another': beside('for x in SIZES:\n    OTHER.append(x + 11)'),
  'built by a pure helper': beside(
    'def build(xs, n):\n    out = []\n    for x in xs:\n        out.append(x + n)\n    return out\nTABLE = build(SIZES, 11)',
  ),
  print: beside('print(SIZES, 11)'),
  'sorted by lambda': beside('X = sorted(SIZES, key=lambda x: x * 11)'),
  dataclass: beside(
    'from dataclasses import dataclass\n@dataclass\nclass X:\n    n: int = 11\n    def run(self):\n        return SIZES[0] + 11',
  ),
  max: beside('X = max(SIZES) + 11'),
  if: beside('if SIZES and 11 > 5:\n    FLAG = 11'),
  'cached function': beside('from functools import lru_cache\n@lru_cache\ndef f():\n    return 11 + len(SIZES)'),
  'cached function that is called': beside(
    'from functools import lru_cache\n@lru_cache\ndef f(n):\n    return n + len(SIZES)\nX = f(11)',
  ),
  partial: beside('from functools import partial\ndef f(n, xs):\n    return n\ng = partial(f, 11, SIZES)'),
  frozen: beside('X = tuple(SIZES) + (11,)'),
  'class with methods that change self': beside(
    "class T:\n    n = 11\n    def __init__(self):\n        self.rows = {}\n    def add(self, k, v):\n        self.rows[k] = v\n        return self\nt = T()\nt.add('a', 11)\nX = t.add('b', len(SIZES))",
  ),
  enumerate: beside('for i, x in enumerate(SIZES):\n    OTHER.append((i, x, 11))'),
  'data frame': beside("import pandas as pd\nframe = pd.DataFrame({'a': SIZES, 'b': 11})"),
  numpy: beside('import numpy as np\nX = np.array(SIZES) * 11'),
  strings: beside("X = ' '.join(str(x) for x in SIZES) + '11'"),
  json: beside("import json\nX = json.dumps({'a': SIZES, 'b': 11})"),
  namedtuple: beside("from collections import namedtuple\nP = namedtuple('P', 'x y')\np = P(SIZES, 11)"),
  enum: beside('from enum import Enum\nclass E(Enum):\n    A = 11\n    B = len(SIZES)'),
  pydantic: beside('from pydantic import BaseModel\nclass M(BaseModel):\n    n: int = 11\nm = M(n=len(SIZES) + 11)'),
  'fields of pydantic': beside(
    'from pydantic import BaseModel, Field\nclass M(BaseModel):\n    n: int = Field(11, ge=0)\n    xs: list[int] = Field(default_factory=lambda: [11, *SIZES])',
  ),
  deepcopy: beside('import copy\nX = copy.deepcopy(SIZES)\nX.append(11)'),
  'slice copy': beside('X = SIZES[:]\nX.append(11)'),
  'list copy': beside('X = list(SIZES)\nX.append(11)'),
  'dict copy with update': beside("X = {**{'a': SIZES}}\nX.update(b=11)"),
  'app route unrelated': {
    'p.py':
      'SIZES = [1, 2]\nOTHER = []\nclass App:\n    def __init__(self):\n        self.r = {}\n    def route(self, p):\n        def w(f):\n            self.r[p] = f\n            return f\n        return w\napp = App()\n@app.route("/11")\ndef f():\n    return 11',
    'documents.py': 'from p import SIZES\n\ndef documents(raw):\n    return list(SIZES)',
  },
  'named class made': {
    'p.py': 'SIZES = [1, 2]\nOTHER = []\nclass B:\n    pass\nT = type("T", (B,), {"n": 11})',
    'documents.py': 'from p import SIZES\n\ndef documents(raw):\n    return list(SIZES)',
  },
  'class with mutable attr unrelated': {
    'p.py':
      'SIZES = [1, 2]\nOTHER = []\nclass A:\n    made = []\n    def __init__(self, n):\n        self.made.append(n)\na = A(11)',
    'documents.py': 'from p import SIZES\n\ndef documents(raw):\n    return list(SIZES)',
  },
  'HERE constant with one file': {
    'p.py': 'from pathlib import Path\nHERE = Path(__file__).parent\nF = HERE / "a.txt"',
    'a.txt': '1',
    'b.txt': '11',
    'documents.py': 'from p import F\ndef documents(raw):\n    return F.read_text()',
  },
  'local chain to one file': {
    'd/a.txt': '1',
    'b.txt': '11',
    'documents.py':
      'from pathlib import Path\ndef documents(raw):\n    here = Path(__file__).parent\n    folder = here / "d"\n    return (folder / "a.txt").read_text()',
  },
  'sys.path guarded with another module': {
    'v/lib.py': 'V = 1',
    'v/other.py': 'X = 11',
    'documents.py':
      'import os, sys\nROOT = os.path.join(os.path.dirname(__file__), "v")\nif ROOT not in sys.path:\n    sys.path.insert(0, ROOT)\nimport lib\ndef documents(raw):\n    return lib.V',
  },
  'basename of file in logger': {
    'x.txt': '11',
    'documents.py':
      'import logging, os\nlog = logging.getLogger(os.path.basename(__file__))\ndef documents(raw):\n    log.info("x")\n    return 1',
  },
  'stem of file': {
    'x.txt': '11',
    'documents.py': 'from pathlib import Path\ndef documents(raw):\n    return Path(__file__).stem',
  },
  'doc of a module unread': {
    'g.py': '"""says 11"""\nV = 1',
    'documents.py': 'import g\ndef documents(raw):\n    return g.V',
  },
  'class attr shadow with module name of the same': {
    'c.py': 'n = 11\nclass A:\n    n = 1\n    m = n',
    'documents.py': 'from c import A\ndef documents(raw):\n    return A.m',
  },
  'resources of one package': {
    'pkg/__init__.py': '',
    'pkg/a.txt': '1',
    'pkg/b.txt': '11',
    'documents.py':
      'from importlib import resources\ndef documents(raw):\n    return resources.read_text("pkg", "a.txt")',
  },
  'spec_from_file_location of one': {
    'x/g.py': 'A = 1',
    'x/h.py': 'B = 11',
    'documents.py':
      'import importlib.util\nfrom pathlib import Path\ndef documents(raw):\n    s = importlib.util.spec_from_file_location("g", Path(__file__).parent / "x" / "g.py")\n    m = importlib.util.module_from_spec(s)\n    s.loader.exec_module(m)\n    return m.A',
  },
  'star with literal __all__ +=': {
    'p.py': '__all__ = ["A"]\n__all__ += ["B"]\nA = 1\nB = 11',
    'documents.py': 'from p import *\ndef documents(raw):\n    return A',
  },
}
