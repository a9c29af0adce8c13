"""What code reads or does that no fingerprint sees."""

import ast

FILES, NETWORK, CLOCK, RANDOM, PROCESS, ENVIRONMENT = "files", "network", "clock", "random", "process", "environment"

BY_NAME = {
    "datetime.datetime.now": CLOCK, "datetime.datetime.utcnow": CLOCK, "datetime.datetime.today": CLOCK, "datetime.date.today": CLOCK,
    "time.time": CLOCK, "time.time_ns": CLOCK, "time.localtime": CLOCK, "time.gmtime": CLOCK, "time.strftime": CLOCK, "time.ctime": CLOCK,
    "pandas.Timestamp.now": CLOCK, "pandas.Timestamp.today": CLOCK, "pandas.Timestamp.utcnow": CLOCK,
    "uuid.uuid1": RANDOM, "uuid.uuid4": RANDOM, "os.urandom": RANDOM, "random.SystemRandom": RANDOM,
    "open": FILES, "io.open": FILES, "os.listdir": FILES, "os.scandir": FILES, "os.walk": FILES, "glob.glob": FILES, "glob.iglob": FILES,
    "pkgutil.get_data": FILES, "importlib.resources.read_text": FILES, "importlib.resources.read_binary": FILES,
    "importlib.resources.open_text": FILES, "importlib.resources.open_binary": FILES,
    "os.system": PROCESS, "os.popen": PROCESS, "os.fork": PROCESS,
    "os.environ": ENVIRONMENT, "os.environb": ENVIRONMENT, "os.getenv": ENVIRONMENT,
    "platform.node": ENVIRONMENT, "socket.gethostname": ENVIRONMENT, "getpass.getuser": ENVIRONMENT, "os.getlogin": ENVIRONMENT,
}
BY_TOP = {
    "secrets": RANDOM, "requests": NETWORK, "httpx": NETWORK, "aiohttp": NETWORK, "urllib3": NETWORK, "socket": NETWORK, "smtplib": NETWORK,
    "ftplib": NETWORK, "websockets": NETWORK, "boto3": NETWORK, "botocore": NETWORK, "paramiko": NETWORK, "psycopg": NETWORK, "psycopg2": NETWORK,
    "sqlalchemy": NETWORK, "pymongo": NETWORK, "redis": NETWORK, "openai": NETWORK, "anthropic": NETWORK, "subprocess": PROCESS,
    "shutil": FILES, "tempfile": FILES,
}
BY_START = {"urllib.request.": NETWORK, "http.client.": NETWORK, "os.exec": PROCESS, "os.spawn": PROCESS}
# Of `random` and `numpy.random`: those that are given their seed.
SEEDED = {"Random", "default_rng", "RandomState", "Generator", "SeedSequence", "PCG64", "MT19937", "Philox", "SFC64", "seed"}
READERS = ("read_", "scan_")
LOADERS = {"numpy.load", "numpy.loadtxt", "numpy.genfromtxt", "numpy.fromfile", "joblib.load", "torch.load"}
FRAMES = {"pandas", "polars", "geopandas", "pyarrow", "duckdb"}
WRITING = {"os.remove", "os.unlink", "os.rename", "os.replace", "os.makedirs", "os.mkdir", "os.rmdir"}
WRITING_METHODS = {
    "to_csv", "to_parquet", "to_excel", "to_pickle", "to_feather", "to_hdf", "to_sql", "write_csv", "write_parquet", "write_ipc", "write_json",
    "write_text", "write_bytes", "sink_parquet", "sink_csv",
}


def kind_of(dotted):
    if dotted in BY_NAME:
        return BY_NAME[dotted]
    top, _, rest = dotted.partition(".")
    if top in BY_TOP and rest:
        return BY_TOP[top]
    for start, kind in BY_START.items():
        if dotted.startswith(start):
            return kind
    for start in ("random.", "numpy.random."):
        if dotted.startswith(start):
            return None if dotted[len(start) :].split(".")[0] in SEEDED else RANDOM
    return None


class Impure:
    def __init__(self, paths):
        self.paths = paths

    def of(self, reading):
        """(kind, what, line, writes) of a unit; the variables that it names are added to the reading."""
        module = reading.unit.module
        allowed = set()
        for name, node, scope in reading.calls:
            first = node.args[0] if node.args else None
            known = None if first is None else self.paths.of(first, module, scope)
            if name in ("os.getenv", "os.environ.get", "assetstore.EnvVar", "assetstore.EnvVar.int") and known is not None and not known.derived:
                reading.variables.add(known.text)
                allowed.add((name, node.lineno))
            elif name in ("open", "io.open", "glob.glob", "glob.iglob", "os.listdir", "os.scandir", "os.walk") and known is not None and known.derived:
                if not writes(node):
                    allowed.add((name, node.lineno))
            elif name == "importlib.resources.files" and self.paths.of(node, module, scope) is None:
                yield FILES, name, node.lineno, False
            elif self.paths.of_read(name, node, module, scope) is not None:
                allowed.add((name, node.lineno))
            elif name in LOADERS or (name is not None and name.split(".")[0] in FRAMES and name.split(".")[-1].startswith(READERS)):
                if known is None or not known.derived:
                    yield FILES, name, node.lineno, False
            elif name is not None and name.split(".")[-1] in ("default_rng", "Random", "RandomState") and not node.args and not node.keywords:
                if name.startswith(("random.", "numpy.random.")):
                    yield RANDOM, name, node.lineno, False
            elif name in WRITING:
                yield FILES, name, node.lineno, True
            elif name is None and isinstance(node.func, ast.Attribute):
                method = node.func.attr
                if method in WRITING_METHODS and (node.args or node.keywords):
                    yield FILES, method, node.lineno, True
                elif method in ("read_text", "read_bytes", "iterdir") and is_unknown_path(node, self.paths, module, scope):
                    yield FILES, method, node.lineno, False
        for node in ast.walk(reading.unit.node):
            if isinstance(node, ast.Subscript) and self.paths.outside(node.value, module, None) == "os.environ":
                known = self.paths.of(node.slice, module, None)
                if known is not None:
                    reading.variables.add(known.text)
                    allowed.add(("os.environ", node.lineno))
        for leaf, dotted, line in reading.mentions:
            if leaf.kind in ("dunder", "unknown"):
                continue
            kind = kind_of(dotted)
            if kind is None or (dotted, line) in allowed or (dotted == "os.environ" and ("os.environ.get", line) in allowed):
                continue
            yield kind, dotted, line, dotted == "open" and any(name == "open" and node.lineno == line and writes(node) for name, node, _ in reading.calls)


def writes(node):
    mode = node.args[1] if len(node.args) > 1 else next((one.value for one in node.keywords if one.arg == "mode"), None)
    return isinstance(mode, ast.Constant) and any(letter in str(mode.value) for letter in "wax+")


def is_unknown_path(node, paths, module, scope):
    """Of a literal path that does not start at the code; what a variable holds nobody knows."""
    base = node.func.value
    if isinstance(base, ast.Call) and paths.outside(base.func, module, scope) == "pathlib.Path":
        known = paths.of(base, module, scope)
        return known is None or not known.derived
    return False
