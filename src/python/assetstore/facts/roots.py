"""Folders that a project's code puts on the path of imports."""

import ast
import os

from paths import Path
from scopes import FUNCTIONS, scope_of


class Roots:
    """The part of `Slice` that finds the folders to import from."""

    def add_paths(self, module):
        """A folder that is put on `sys.path` by a path that is written is one more to import from, wherever that stands."""
        if not any(text in module.text for text in ("sys.path", "addsitedir", "from sys import", "import sys as")):
            return
        for unit in module.units:
            for node in ast.walk(unit.node):
                within = scope_of(node, None) if isinstance(node, FUNCTIONS) else None
                for inner in ast.walk(node) if within is not None or node is unit.node else ():
                    for path in self.put_on_path(inner, module, within):
                        if path is not None and path.derived and path.text not in self.roots:
                            self.roots.append(path.text)

    def put_on_path(self, node, module, scope):
        if not self.may_name_path(node, module, scope):
            return
        if isinstance(node, ast.Call) and node.args:
            name = self.paths.outside(node.func, module, scope)
            if name not in ("sys.path.append", "sys.path.insert", "sys.path.extend", "site.addsitedir"):
                return
            value = node.args[-1]
            if name == "site.addsitedir":
                yield from self.listed_in(self.paths.of(value, module, scope))
        elif isinstance(node, (ast.Assign, ast.AugAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            of = [one.value if isinstance(one, ast.Subscript) else one for one in targets]
            if not any(self.paths.outside(one, module, scope) == "sys.path" for one in of):
                return
            value = node.value
        else:
            return
        for one in [value, *getattr(value, "elts", [])]:
            yield self.paths.of(one, module, scope)

    def may_name_path(self, node, module, scope):
        """Whether it names something of `sys` or `site`: to look up any other name may read further modules."""
        targets = [node.func] if isinstance(node, ast.Call) else node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        for one in targets:
            while isinstance(one, (ast.Attribute, ast.Subscript)):
                one = one.value
            if isinstance(one, ast.Name):
                if scope is not None and one.id in scope.imports:
                    return True
                if any(found.module in ("sys", "site") for found in module.imports.get(one.id, [])):
                    return True
        return False

    def listed_in(self, folder):
        """The folders that the `.pth` files of a site folder name."""
        if folder is None or not folder.derived:
            return
        for name in self.files.folder(folder.text) or []:
            if name.endswith(".pth") and "/" not in name:
                content = self.files.read(os.path.join(folder.text, name))
                for line in content[0].decode("utf-8", "replace").splitlines() if content is not None else []:
                    if line.strip() and not line.startswith(("#", "import ", "import\t")):
                        yield Path(os.path.normpath(os.path.join(folder.text, line.strip())), True)
