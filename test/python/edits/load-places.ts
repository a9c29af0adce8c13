import type { Programs } from './load.ts'

/** Files and folders that code finds by its own path, by the name of a package, or puts on the path of imports. */
export const places: Programs = {
  'importlib.resources.files / operator on module': {
    'pkg/__init__.py': '',
    'pkg/data.txt': '11',
    'documents.py':
      'import importlib.resources\nimport pkg\ndef documents(raw):\n    return (importlib.resources.files(pkg) / "data.txt").read_text()',
  },
  'importlib.resources.files no argument': {
    'pkg/__init__.py': '',
    'pkg/data.txt': '11',
    'pkg/read.py':
      'from importlib.resources import files\ndef read():\n    return files(__package__).joinpath("data.txt").read_text()',
    'documents.py': 'from pkg.read import read\ndef documents(raw):\n    return read()',
  },
  'importlib.resources.read_text': {
    'pkg/__init__.py': '',
    'pkg/data.txt': '11',
    'documents.py':
      'from importlib import resources\ndef documents(raw):\n    return resources.read_text("pkg", "data.txt")',
  },
  'importlib.resources.open_text module': {
    'pkg/__init__.py': '',
    'pkg/data.txt': '11',
    'documents.py':
      'from importlib import resources\nimport pkg\ndef documents(raw):\n    with resources.open_text(pkg, "data.txt") as f:\n        return f.read()',
  },
  'importlib.resources.path': {
    'pkg/__init__.py': '',
    'pkg/data.txt': '11',
    'documents.py':
      'from importlib import resources\ndef documents(raw):\n    with resources.path("pkg", "data.txt") as f:\n        return f.read_text()',
  },
  'importlib.resources.files of a namespace package': {
    'pkg/data.txt': '11',
    'documents.py':
      'from importlib import resources\ndef documents(raw):\n    return resources.files("pkg").joinpath("data.txt").read_text()',
  },
  'importlib.resources.files of a constant': {
    'pkg/__init__.py': '',
    'pkg/data.txt': '11',
    'documents.py':
      'from importlib import resources\nPKG = "pkg"\nNAME = "data.txt"\ndef documents(raw):\n    return resources.files(PKG).joinpath(NAME).read_text()',
  },
  'pkgutil.get_data': {
    'pkg/__init__.py': '',
    'pkg/data.txt': '11',
    'documents.py': 'import pkgutil\ndef documents(raw):\n    return pkgutil.get_data("pkg", "data.txt").decode()',
  },
  'pkgutil.get_data of __name__': {
    'pkg/__init__.py': '',
    'pkg/data.txt': '11',
    'pkg/read.py': 'import pkgutil\ndef read():\n    return pkgutil.get_data(__name__, "data.txt").decode()',
    'documents.py': 'from pkg.read import read\ndef documents(raw):\n    return read()',
  },
  '__spec__.origin': {
    'data.txt': '11',
    'documents.py':
      'from pathlib import Path\ndef documents(raw):\n    return Path(__spec__.origin).with_name("data.txt").read_text()',
  },
  'module.__file__ of another': {
    'pkg/__init__.py': '',
    'pkg/data.txt': '11',
    'documents.py':
      'from pathlib import Path\nimport pkg\ndef documents(raw):\n    return Path(pkg.__file__).parent.joinpath("data.txt").read_text()',
  },
  'module.__path__[0]': {
    'pkg/__init__.py': '',
    'pkg/data.txt': '11',
    'documents.py':
      'from pathlib import Path\nimport pkg\ndef documents(raw):\n    return (Path(pkg.__path__[0]) / "data.txt").read_text()',
  },
  '__path__[0] in its own': {
    'pkg/__init__.py': 'from pathlib import Path\nTEXT = (Path(__path__[0]) / "data.txt").read_text()',
    'pkg/data.txt': '11',
    'documents.py': 'from pkg import TEXT\ndef documents(raw):\n    return TEXT',
  },
  'spec_from_file_location that imports a sibling': {
    'x/g.py': 'from h import B\nA = B',
    'h.py': 'B = 11',
    'documents.py':
      'import importlib.util\nfrom pathlib import Path\ndef documents(raw):\n    s = importlib.util.spec_from_file_location("g", Path(__file__).parent / "x" / "g.py")\n    m = importlib.util.module_from_spec(s)\n    s.loader.exec_module(m)\n    return m.A',
  },
  'runpy.run_path that imports': {
    'x/g.py': 'from h import B\nA = B',
    'h.py': 'B = 11',
    'documents.py':
      'import runpy, os\ndef documents(raw):\n    return runpy.run_path(os.path.join(os.path.dirname(__file__), "x", "g.py"))["A"]',
  },
  'sys.path in a function called': {
    'vendor/lib.py': 'V = 11',
    'paths.py':
      'import os, sys\nHERE = os.path.dirname(__file__)\ndef setup():\n    sys.path.insert(0, os.path.join(HERE, "vendor"))',
    'documents.py': 'import paths\npaths.setup()\nimport lib\ndef documents(raw):\n    return lib.V',
  },
  'sys.path if not in': {
    'vendor/lib.py': 'V = 11',
    'documents.py':
      'import os, sys\nROOT = os.path.join(os.path.dirname(__file__), "vendor")\nif ROOT not in sys.path:\n    sys.path.insert(0, ROOT)\nimport lib\ndef documents(raw):\n    return lib.V',
  },
  'sys.path +=': {
    'vendor/lib.py': 'V = 11',
    'documents.py':
      'import os, sys\nsys.path += [os.path.join(os.path.dirname(__file__), "vendor")]\nimport lib\ndef documents(raw):\n    return lib.V',
  },
  'site.addsitedir with pth': {
    'vendor/more.pth': 'deep',
    'vendor/deep/lib.py': 'V = 11',
    'documents.py':
      'import os, site\nsite.addsitedir(os.path.join(os.path.dirname(__file__), "vendor"))\nimport lib\ndef documents(raw):\n    return lib.V',
  },
  'json with_stem': {
    'c.json': '{"v": 11}',
    'documents.py':
      'import json\nfrom pathlib import Path\ndef documents(raw):\n    return json.loads(Path(__file__).with_stem("c").with_suffix(".json").read_text())["v"]',
  },
  'data by os.pardir': {
    'sub/__init__.py': '',
    'sub/a.py': 'import os\nV = open(os.path.join(os.path.dirname(__file__), os.pardir, "c.txt")).read()',
    'c.txt': '11',
    'documents.py': 'from sub.a import V\ndef documents(raw):\n    return V',
  },
  'data by string split': {
    'c.txt': '11',
    'documents.py':
      'import os\nHERE = os.path.split(__file__)[0]\ndef documents(raw):\n    return open(HERE + "/c.txt").read()',
  },
  'data by rsplit': {
    'c.txt': '11',
    'documents.py': 'HERE = __file__.rsplit("/", 1)[0]\ndef documents(raw):\n    return open(HERE + "/c.txt").read()',
  },
  'data by replace': {
    'documents.txt': '11',
    'documents.py': 'def documents(raw):\n    return open(__file__.replace(".py", ".txt")).read()',
  },
  'data by splitext': {
    'documents.txt': '11',
    'documents.py': 'import os\ndef documents(raw):\n    return open(os.path.splitext(__file__)[0] + ".txt").read()',
  },
  'data by class attribute': {
    'c.txt': '11',
    'documents.py':
      'from pathlib import Path\nclass Paths:\n    here = Path(__file__).parent\n    file = here / "c.txt"\ndef documents(raw):\n    return Paths.file.read_text()',
  },
  'data by reassigned local': {
    'c.txt': '11',
    'documents.py':
      'from pathlib import Path\ndef documents(raw):\n    p = Path(__file__)\n    p = p.parent\n    p = p / "c.txt"\n    return p.read_text()',
  },
  'data expanduser resolve strict': {
    'c.txt': '11',
    'documents.py':
      'from pathlib import Path\ndef documents(raw):\n    return (Path(__file__).expanduser().resolve(strict=True).parent / "c.txt").read_text()',
  },
  'data hidden file in a folder': {
    'conf/.c': '11',
    'documents.py':
      'from pathlib import Path\ndef documents(raw):\n    return [p.read_text() for p in (Path(__file__).parent / "conf").iterdir()]',
  },
  'data by a helper with name parameter': {
    'c.txt': '11',
    'r.py':
      'from pathlib import Path\nHERE = Path(__file__).parent\ndef read(name):\n    return (HERE / name).read_text()',
    'documents.py': 'from r import read\ndef documents(raw):\n    return read("c.txt")',
  },
  'data by glob of here': {
    'd/c.txt': '11',
    'documents.py':
      'import glob, os\nHERE = os.path.dirname(__file__)\ndef documents(raw):\n    return [open(p).read() for p in glob.glob(os.path.join(HERE, "d", "*.txt"))]',
  },
  '.env read by hand': {
    '.env': 'V=11',
    'documents.py':
      'import os\nfrom pathlib import Path\nfor line in (Path(__file__).parent / ".env").read_text().splitlines():\n    k, v = line.split("=")\n    os.environ.setdefault(k + "_HF", v)\ndef documents(raw):\n    return os.environ["V_HF"]',
  },
  'data by instance attribute': {
    'c.txt': '11',
    'documents.py':
      'from pathlib import Path\nclass Repo:\n    def __init__(self):\n        self.root = Path(__file__).parent\n    def read(self):\n        return (self.root / "c.txt").read_text()\ndef documents(raw):\n    return Repo().read()',
  },
  'path passed to helper of another module': {
    'x.txt': '11',
    'h.py': 'import os\ndef near(f, name):\n    return open(os.path.join(os.path.dirname(f), name)).read()',
    'documents.py': 'from h import near\ndef documents(raw):\n    return near(__file__, "x.txt")',
  },
  'path global two assignments': {
    'x.txt': '11',
    'documents.py':
      'from pathlib import Path\nHERE = Path(__file__)\nHERE = HERE.parent\ndef documents(raw):\n    return (HERE / "x.txt").read_text()',
  },
  'path global through global statement': {
    'x.txt': '11',
    'documents.py':
      'from pathlib import Path\nROOT = None\ndef setup():\n    global ROOT\n    ROOT = Path(__file__).parent\nsetup()\ndef documents(raw):\n    return (ROOT / "x.txt").read_text()',
  },
  'sys.path with str(Path) joined in function, guarded': {
    'v/lib.py': 'V = 11',
    'documents.py':
      'import sys\nfrom pathlib import Path\ndef setup():\n    p = str(Path(__file__).parent / "v")\n    if p not in sys.path:\n        sys.path.insert(0, p)\nsetup()\nimport lib\ndef documents(raw):\n    return lib.V',
  },
  'sys.path from-import path': {
    'v/lib.py': 'V = 11',
    'documents.py':
      'from sys import path\nimport os\npath.insert(0, os.path.join(os.path.dirname(__file__), "v"))\nimport lib\ndef documents(raw):\n    return lib.V',
  },
  'path conditional reassign local': {
    'x.txt': '11',
    'documents.py':
      'from pathlib import Path\ndef documents(raw):\n    p = Path(__file__).parent\n    if not raw:\n        p = p / "sub"\n    return (p / "x.txt").read_text()',
  },
  'resources in class': {
    'pkg/__init__.py': '',
    'pkg/d/x.txt': '11',
    'documents.py':
      'import importlib.resources as r\nclass A:\n    base = r.files("pkg") / "d"\n    def read(self):\n        return (self.base / "x.txt").read_text()\ndef documents(raw):\n    return A().read()',
  },
  'plugin with data beside': {
    'plug/__init__.py': '',
    'plug/a.py': 'from pathlib import Path\ndef v():\n    return (Path(__file__).parent / "x.txt").read_text()',
    'plug/x.txt': '11',
    'documents.py':
      'import importlib\ndef documents(raw):\n    n = "a"\n    return importlib.import_module("plug." + n).v()',
  },
}
