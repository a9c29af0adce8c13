"""The resources that `Definitions` of a project says: in the file of a function, or in one beside it or above it in its package."""

import os

from assetstore import _modules
from assetstore._definitions import Definitions
from assetstore._resource import ResourceDefinition

# As `facts/defined.py` looks for them, nearest first.
FILES = ("definitions.py", "defs.py", "resources.py", "repository.py", "__init__.py")
ABSENT = object()


class Defined:
    """Of the functions of one file. The modules above it are imported where a name is asked for that its own does not have."""

    def __init__(self, file, said):
        self.said, self._file, self._found = said, file, {}
        self._left = self._each()

    def get(self, name):
        """As the project file says it, else as a module does; ABSENT where nobody does."""
        own = self.own(name)
        if isinstance(own, ResourceDefinition) and name in self.said:
            return own.configured(self.said[name])
        return self.said.get(name, own)

    def own(self, name):
        while name not in self._found:
            module = next(self._left, None)
            if module is None:
                return ABSENT
            for value in list(vars(module).values()):
                for key, resource in resources_of(value).items():
                    self._found.setdefault(key, resource)
        return self._found[name]

    def _each(self):
        folders, name = _modules.place_of(self._file)
        yield _modules.module_named(name)
        folder = os.path.dirname(os.path.abspath(self._file))
        while folder == folders[-1] or folder.startswith(folders[-1] + os.sep):
            for file in FILES:
                path = os.path.join(folder, file)
                if path != self._file and _says_definitions(path):
                    yield _modules.load(path, folders[-1])
            folder = os.path.dirname(folder)


def _says_definitions(path):
    try:
        with open(path, "rb") as file:
            return b"Definitions" in file.read()
    except OSError:
        return False


def resources_of(value):
    if getattr(value, "__assetstore_definitions__", False):
        value = value()
    return value.resources if isinstance(value, Definitions) else {}
