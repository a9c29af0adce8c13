"""The modules of the project, loaded once a process."""

import importlib
import importlib.machinery
import importlib.util
import inspect
import os
import sys

from assetstore import _surroundings
from assetstore._dagster import of_dagster
from assetstore._definition import definition_of
from assetstore._errors import AssetError

_own_folder = sys.path[0]
_root = os.getcwd()
# Folders that stand first on the path -> the modules of the project that were loaded with them, by their names.
_loaded = {}
_current = None


def function_of(file, name, root):
    """The function `name` of a file. Its folder and that of its outermost package are on `sys.path` meanwhile."""
    folders, module_name = _place(file, root)
    _switch(folders, root)
    module = sys.modules.get(module_name)
    if module is None or not _is_file(module, file):
        module = _load(file, module_name)
        _paths[folders] = list(sys.path)
        _surroundings.take_imports()
    function = _named(module, name) or getattr(module, name, None)
    if function is None:
        known = [key for key, value in vars(module).items() if _is_own(value, module_name) and not key.startswith("_")]
        raise AssetError(
            "ASSET_PARAMETERS",
            f"{os.path.basename(file)} has no function {name}",
            f"name the export as the function is called: {', '.join(known) or 'it has none yet'}",
            at=f"{file}:1",
        )
    decorated = of_dagster(function, name, file)
    if decorated is not None:
        raise decorated
    if not callable(function):
        raise AssetError("ASSET_PARAMETERS", f"{name} is {type(function).__name__}, and no function", "make it a function")
    return function


def place_of(file):
    """As `_place`, of the folder that the process was started in."""
    return _place(file, _root)


def module_named(name):
    return sys.modules[name]


def load(file, folder):
    """Another module of the file that is called: it stands in one of its folders to import from."""
    names = os.path.splitext(os.path.relpath(file, folder))[0].split(os.sep)
    return importlib.import_module(".".join(names[:-1] if names[-1] == "__init__" and len(names) > 1 else names))


def _named(module, name):
    """The function whose decorator says that it makes the asset of this name: the last, as where the code is read."""
    for value in reversed(list(vars(module).values())):
        key = getattr(definition_of(value), "key", None) if inspect.isfunction(value) else None
        if key is not None and key.split(".")[-1] == name and value.__module__ == module.__name__:
            return value
    return None


def _is_own(value, module_name):
    return inspect.isfunction(value) and value.__module__ == module_name


def leave_no_bytecode(root):
    """A `__pycache__` beside the code would be a file that comes and goes in a folder that is looked at. Packages keep theirs."""
    write = importlib.machinery.SourceFileLoader.set_data

    def set_data(self, path, data, **options):
        if not is_projects(self.path, root):
            write(self, path, data, **options)

    importlib.machinery.SourceFileLoader.set_data = set_data


def is_projects(file, root):
    """Whether a file is the project's own: no package, and nothing of this framework."""
    own = file.startswith(root + os.sep) and not file.startswith((sys.prefix + os.sep, _own_folder + os.sep))
    return own and f"{os.sep}site-packages{os.sep}" not in file


def _place(file, root):
    """The folders that its imports start from, and its name: `pkg/clean.py` beside an `__init__.py` is the module `pkg.clean`.

    As where its code is read (`facts/files.py`).
    """
    file = os.path.abspath(file)
    inner = folder = os.path.dirname(file)
    is_within = True
    outer = None
    while os.path.dirname(folder) != folder and "." not in os.path.basename(folder) and (is_within or folder.startswith(root + os.sep)):
        is_package = os.path.isfile(os.path.join(folder, "__init__.py"))
        is_within = is_within and is_package
        if is_package:
            outer = os.path.dirname(folder)
            inner = outer if is_within else inner
        folder = os.path.dirname(folder)
    folders = (inner,) if outer in (None, inner) else (inner, outer)
    names = os.path.splitext(os.path.relpath(file, folders[-1]))[0].split(os.sep)
    if names[-1] == "__init__":
        names.pop()
    return folders, ".".join(names)


def _switch(folders, root):
    """Two folders may each have a `helpers.py`: each sees its own."""
    global _current
    if _current != folders:
        if _current is not None:
            kept = {name: m for name, m in sys.modules.items() if is_projects(getattr(m, "__file__", None) or "", root)}
            _loaded[_current] = kept
            for name in kept:
                del sys.modules[name]
        sys.modules.update(_loaded.get(folders, {}))
        importlib.invalidate_caches()
        _current = folders
    sys.path[:] = _paths.get(folders) or [*folders, *[entry for entry in _base_path if entry not in folders]]


_base_path = list(sys.path)
# Folders -> the path as the modules that were loaded with them have left it.
_paths = {}


def _is_file(module, file):
    return os.path.abspath(getattr(module, "__file__", None) or "") == os.path.abspath(file)


def _load(file, name):
    if "." in name:
        module = importlib.import_module(name)
        if _is_file(module, file):
            return module
    spec = importlib.util.spec_from_file_location(name, file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        # Half a module is not there for the next call either.
        sys.modules.pop(name, None)
        raise
    return module
