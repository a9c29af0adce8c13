"""What the functions of one process have in common beside modules: who leaves it changed changes what the next one makes.

A function that does is the last one of its process. Where a module does when it is imported, such as by
`pandas.set_option` at the top of a file, the process is for the functions of that file alone from then on: those of others
would find it changed or not by what ran before them.
"""

import _locale
import builtins
import gc
import logging
import os
import signal
import sys
import threading
import time
import warnings

_root = os.getcwd()
_variables, _found, _handlers = dict(os.environ), {}, []
_first = None


def begin():
    global _first, _found, _handlers
    _found, _handlers = look(), list(logging.getLogger().handlers)
    _first = _variables, _found


def take_imports():
    """The modules of a function are imported. What they have set is there for each call of a function of their file."""
    global _variables, _found, _handlers
    os.chdir(_root)
    _variables, _found, _handlers = dict(os.environ), look(), list(logging.getLogger().handlers)


def restore():
    """The next function finds the folder, the variables and what hears of its logs as the last one did."""
    os.chdir(_root)
    logging.getLogger().handlers[:] = _handlers
    if os.environ == _variables:
        return
    zone = os.environ.get("TZ")
    os.environ.clear()
    os.environ.update(_variables)
    if zone != os.environ.get("TZ") and hasattr(time, "tzset"):
        time.tzset()


def state():
    """What becomes of the process.

    spent  the function has changed what `restore` does not put back
    own    an import has changed something
    """
    return {"spent": look() != _found, "own": (_variables, _found) != _first}


def look():
    """What is as a library has it by itself is left out: one that is imported only now has changed nothing."""
    found = {
        "files": _mask(),
        "recursion": sys.getrecursionlimit(),
        "collector": gc.isenabled(),
        "tracing": (sys.gettrace(), sys.getprofile()),
        "signals": [signal.getsignal(number) for number in sorted(signal.valid_signals())],
        "timer": hasattr(signal, "getitimer") and signal.getitimer(signal.ITIMER_REAL) != (0.0, 0.0),
        "errors": [each[1:] for each in warnings.filters if each[0] == "error"],
        "hooks": (sys.excepthook, sys.unraisablehook, sys.displayhook, threading.excepthook),
        # What a prompt shows last is no setting.
        "builtins": {name: value for name, value in vars(builtins).items() if name != "_"},
        "locale": _locale.setlocale(_locale.LC_ALL, None),
        "limits": _limits(),
    }
    for name, settings_of in _LIBRARIES.items():
        library = sys.modules.get(name)
        settings = None if library is None else settings_of(library)
        if settings:
            found[name] = settings
    return found


def _mask():
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _limits():
    try:
        import resource
    except ModuleNotFoundError:
        return None
    return [resource.getrlimit(getattr(resource, name)) for name in dir(resource) if name.startswith("RLIMIT_")]


def _of_decimal(decimal):
    def fields(context):
        return context.prec, context.rounding, context.Emin, context.Emax, context.clamp, dict(context.traps)

    now = fields(decimal.getcontext())
    return now if now != fields(decimal.Context()) else None


def _of_numpy(numpy):
    now = numpy.geterr()
    return now if now != {"divide": "warn", "over": "warn", "under": "ignore", "invalid": "warn"} else None


def _of_pandas(pandas):
    """Its own tables, since its functions warn of options that it gives up."""
    try:
        options, values = pandas._config.config._registered_options, pandas._config.config._global_config
    except AttributeError:
        return None
    changed = {}
    for name, option in options.items():
        value = values
        for part in name.split("."):
            value = value[part]
        if value != option.defval:
            changed[name] = value
    return changed


def _of_duckdb(duckdb):
    """Tables, views and settings of the connection that `duckdb.sql` uses."""
    global _new_duckdb
    if _new_duckdb is None:
        with duckdb.connect(":memory:") as new:
            _new_duckdb = new.execute(_DUCKDB).fetchall()
    try:
        now = duckdb.default_connection().execute(_DUCKDB).fetchall()
    except duckdb.Error as error:
        return str(error)
    return now if now != _new_duckdb else None


_new_duckdb = None
_DUCKDB = """
SELECT 'table' AS kind, schema_name AS of, table_name AS name FROM duckdb_tables()
UNION ALL SELECT 'view', schema_name, view_name FROM duckdb_views() WHERE NOT internal
UNION ALL SELECT 'setting', name, value FROM duckdb_settings()
UNION ALL SELECT 'database', database_name, path FROM duckdb_databases() WHERE NOT internal
ORDER BY ALL
"""


def _of_processes(multiprocessing):
    # Once it is known how processes are started, another way is refused.
    return multiprocessing.get_start_method(allow_none=True)


_LIBRARIES = {
    "decimal": _of_decimal,
    "duckdb": _of_duckdb,
    "multiprocessing": _of_processes,
    "numpy": _of_numpy,
    "pandas": _of_pandas,
}
