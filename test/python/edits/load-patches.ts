import type { Programs } from './load.ts'

/** What is changed in place: functions and classes of other modules, of packages and of the platform. */
export const patches: Programs = {
  'monkeypatch of a function of a module': {
    'helpers.py': 'def size(x):\n    return 1',
    'patch.py': 'import helpers\nhelpers.size = lambda x: 11',
    'documents.py': 'import patch\nimport helpers\ndef documents(raw):\n    return helpers.size(1)',
  },
  'monkeypatch by setattr': {
    'helpers.py': 'def size(x):\n    return 1',
    'patch.py': "import helpers\nsetattr(helpers, 'size', lambda x: 11)",
    'documents.py': 'import patch\nimport helpers\ndef documents(raw):\n    return helpers.size(1)',
  },
  'monkeypatch by __dict__': {
    'helpers.py': 'def size(x):\n    return 1',
    'patch.py': "import helpers\nhelpers.__dict__['size'] = lambda x: 11",
    'documents.py': 'import patch\nimport helpers\ndef documents(raw):\n    return helpers.size(1)',
  },
  'monkeypatch by vars().update': {
    'helpers.py': 'def size(x):\n    return 1',
    'patch.py': 'import helpers\nvars(helpers).update(size=lambda x: 11)',
    'documents.py': 'import patch\nimport helpers\ndef documents(raw):\n    return helpers.size(1)',
  },
  'monkeypatch by mock.patch start': {
    'helpers.py': 'def size(x):\n    return 1',
    'patch.py': "from unittest import mock\nmock.patch('helpers.size', lambda x: 11).start()",
    'documents.py': 'import patch\nimport helpers\ndef documents(raw):\n    return helpers.size(1)',
  },
  'monkeypatch by sys.modules': {
    'patch.py': "import sys, types\nm = types.ModuleType('virtual')\nm.V = 11\nsys.modules['virtual'] = m",
    'documents.py': 'import patch\ndef documents(raw):\n    import virtual\n    return virtual.V',
  },
  'monkeypatch of a class by a function': {
    'helpers.py': 'class A:\n    def run(self):\n        return 1',
    'patch.py': 'from helpers import A\ndef install():\n    A.run = lambda self: 11\ninstall()',
    'documents.py': 'import patch\nfrom helpers import A\ndef documents(raw):\n    return A().run()',
  },
  'monkeypatch of a class through a parameter': {
    'helpers.py': 'class A:\n    def run(self):\n        return 1',
    'patch.py': 'from helpers import A\ndef install(cls):\n    cls.run = lambda self: 11\ninstall(A)',
    'documents.py': 'import patch\nfrom helpers import A\ndef documents(raw):\n    return A().run()',
  },
  'monkeypatch in a loop': {
    'helpers.py': 'class A:\n    def run(self):\n        return 1',
    'patch.py': 'import helpers\nfor cls in (helpers.A,):\n    cls.run = lambda self: 11',
    'documents.py': 'import patch\nfrom helpers import A\ndef documents(raw):\n    return A().run()',
  },
  'monkeypatch of json': {
    'patch.py': "import json\njson.dumps = lambda x: '11'",
    'documents.py': 'import patch\nimport json\ndef documents(raw):\n    return json.dumps(1)',
  },
  'monkeypatch of builtins': {
    'patch.py': 'import builtins\nbuiltins.len = lambda x: 11',
    'documents.py': 'import patch\ndef documents(raw):\n    return len([1])',
  },
  'pandas accessor registered elsewhere': {
    'acc.py':
      "import pandas as pd\n@pd.api.extensions.register_dataframe_accessor('mine')\nclass Mine:\n    def __init__(self, df):\n        self.df = df\n    def size(self):\n        return len(self.df) + 11",
    'documents.py': 'import acc\nimport pandas as pd\ndef documents(raw):\n    return pd.DataFrame(raw).mine.size()',
  },
  'pandas accessor by assignment': {
    'acc.py': 'import pandas as pd\npd.DataFrame.mine = lambda self: len(self) + 11',
    'documents.py': 'import acc\nimport pandas as pd\ndef documents(raw):\n    return pd.DataFrame(raw).mine()',
  },
  'pandas option in a function that is called': {
    'conf.py': "import pandas as pd\ndef setup():\n    pd.set_option('display.max_columns', 11)\nsetup()",
    'documents.py':
      "import conf\nimport pandas as pd\ndef documents(raw):\n    return pd.get_option('display.max_columns')",
  },
  'numpy errstate': {
    'conf.py': "import numpy as np\nnp.seterr(divide='raise' if 11 > 50 else 'ignore')",
    'documents.py': "import conf\nimport numpy as np\ndef documents(raw):\n    return np.geterr()['divide']",
  },
  'decimal context': {
    'conf.py': 'import decimal\ndecimal.getcontext().prec = 11',
    'documents.py':
      'import conf\nfrom decimal import Decimal\ndef documents(raw):\n    return str(Decimal(1) / Decimal(3))',
  },
  'os.environ': {
    'conf.py': "import os\nos.environ['SHELF'] = '11'",
    'documents.py': "import conf\nimport os\ndef documents(raw):\n    return os.environ['SHELF']",
  },
  'os.environ.setdefault': {
    'conf.py': "import os\nos.environ.setdefault('SHELF', '11')",
    'documents.py': "import conf\nimport os\ndef documents(raw):\n    return os.environ['SHELF']",
  },
  'os.environ.update by a dictionary': {
    'conf.py': "import os\nCONF = {'SHELF': '11'}\nos.environ.update(CONF)",
    'documents.py': "import conf\nimport os\ndef documents(raw):\n    return os.environ['SHELF']",
  },
  'contextvar set': {
    'ctx.py': "from contextvars import ContextVar\nmode = ContextVar('mode', default=1)",
    'conf.py': 'from ctx import mode\nmode.set(11)',
    'documents.py': 'import conf\nfrom ctx import mode\ndef documents(raw):\n    return mode.get()',
  },
  'walrus at the top': {
    'p.py': 'if (n := 11) > 5:\n    pass',
    'documents.py': 'from p import n\ndef documents(raw):\n    return n',
  },
  'match statement at the top': {
    'p.py': 'match 11:\n    case 11 if 11 < 50:\n        X = 1\n    case _:\n        X = 2',
    'documents.py': 'from p import X\ndef documents(raw):\n    return X',
  },
  'for target is a global': {
    'p.py': 'for X in range(11):\n    pass',
    'documents.py': 'from p import X\ndef documents(raw):\n    return X',
  },
  'with target': {
    'p.py': 'import contextlib\nwith contextlib.nullcontext(11) as X:\n    pass',
    'documents.py': 'from p import X\ndef documents(raw):\n    return X',
  },
  'del and rebind': {
    'p.py': 'X = 1\ndel X\nX = 11',
    'documents.py': 'from p import X\ndef documents(raw):\n    return X',
  },
  'exec at the top': { 'p.py': "exec('X = 11')", 'documents.py': 'import p\ndef documents(raw):\n    return p.X' },
  copyreg: {
    'p.py': 'class C:\n    v = 1',
    'conf.py': 'import copyreg\nfrom p import C\ncopyreg.pickle(C, lambda c: (int, (11,)))',
    'documents.py':
      'import conf, copy\nfrom p import C\ndef documents(raw):\n    return copy.copy(C()) if isinstance(copy.copy(C()), int) else 0',
  },
  'warnings filter': {
    'conf.py': "import warnings\nwarnings.simplefilter('error' if 11 > 50 else 'ignore')",
    'documents.py':
      "import conf, warnings\ndef documents(raw):\n    try:\n        warnings.warn('x')\n        return 1\n    except UserWarning:\n        return 2",
  },
}
