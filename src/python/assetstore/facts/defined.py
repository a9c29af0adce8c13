"""What `Definitions(resources={…})` says: in the file of a function, or in one beside it or above it in its package."""

import ast
import os

from cut import Unit
from files import module_name
from names import Own

# As `_defined.py` of the package looks for them, nearest first.
FILES = ("definitions.py", "defs.py", "resources.py", "repository.py", "__init__.py")


class Defined:
    """Of one function, which asks for resources by `names`.

    found   name -> the module and the expression
    opaque  expressions that may have those names that nothing else has
    """

    def __init__(self, module, slice_, names):
        self.slice_, self.names = slice_, names
        # `read` are the modules that have them: where the project says a resource, no other is asked.
        self.found, self.opaque, self.read = {}, [], []
        for one in self.modules(module):
            if all(name in self.found for name in names):
                break
            missing = [name for name in names if name not in self.found]
            for value, home in self.resources_in(one):
                self.add(value, home, 0)
            if any(name in self.found for name in missing):
                self.read.append(one)

    def __contains__(self, name):
        return name in self.found or bool(self.opaque)

    def reach(self):
        """What makes these is part of the function's code, and no other line of `Definitions` is."""
        for name in self.names:
            parts = [self.found[name]] if name in self.found else self.opaque
            for module, value in parts:
                self.slice_.reach(Unit(module, ast.copy_location(ast.Expr(value), value), []), self.slice_.reached[0])

    def modules(self, module):
        """Each is looked for when it is asked for."""
        yield module
        top = self.slice_.own_roots[-1]
        folder = os.path.dirname(module.file)
        while folder == top or folder.startswith(top + os.sep):
            for file in FILES:
                path = os.path.join(folder, file)
                content = self.slice_.files.read(path) if path != module.file else None
                if content is not None and b"Definitions" in content[0]:
                    found = self.slice_.names.module(module_name(path, top))
                    if found is not None and found.file == path:
                        yield found
            folder = os.path.dirname(folder)

    def resources_in(self, module):
        """The values of `resources=` of a module, each with the module."""
        for unit in module.units:
            is_function = isinstance(unit.node, ast.FunctionDef)
            if is_function and not any(self.is_ours(one, module, "definitions") for one in unit.node.decorator_list):
                continue
            if not is_function and not isinstance(unit.node, (ast.Assign, ast.AnnAssign)):
                continue
            for call in ast.walk(unit.node):
                if isinstance(call, ast.Call) and self.is_ours(call.func, module, "Definitions"):
                    yield from ((one.value, module) for one in call.keywords if one.arg == "resources")

    def is_ours(self, node, module, name):
        return self.slice_.paths.outside(node, module, None) == f"assetstore.{name}"

    def add(self, value, module, depth):
        if isinstance(value, ast.Dict) and all(isinstance(key, ast.Constant) for key in value.keys):
            for key, one in zip(value.keys, value.values):
                self.found.setdefault(key.value, (module, one))
            return
        home = self.named(value, module) if depth < 8 else None
        if home is None:
            self.opaque.append((module, value))
        else:
            self.add(home.node.value, home.module, depth + 1)

    def named(self, value, module):
        """The statement that gives a name its only value; None of what is no name."""
        targets = self.slice_.paths.led(value, module, None) if isinstance(value, (ast.Name, ast.Attribute)) else None
        if not targets or len(targets) != 1 or not isinstance(targets[0][0], Own) or targets[0][1]:
            return None
        units = targets[0][0].units
        return units[0] if len(units) == 1 and isinstance(units[0].node, (ast.Assign, ast.AnnAssign)) and len(units[0].names) == 1 else None
