"""Modules that code loads by a name or a path instead of an `import`, and what it looks up in them by texts."""

import ast
import re

from cut import absolute
from names import Leaf, Own, Whole

IMPORTERS = ("importlib.import_module", "__import__")
# What looks for modules, or for what is in one, by the texts that it is given.
LOOKS_UP = ("logging.config.", "pkgutil.resolve_name", "pydoc.locate", "pydoc.resolve", "unittest.mock.patch", "pickle.", "importlib.util.", "runpy.run_module", "sys.modules")
NAMED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*(?::[^\W\d]\w*(?:\.[^\W\d]\w*)*)?")


class Computed:
    """Modules that are imported by a name that is put together: all below a package, or all there are."""

    def __init__(self, prefix, what, line):
        self.prefix, self.what, self.line = prefix, what, line


class Loading:
    """The part of `Expressions` that follows imports without an `import`."""

    def import_call(self, name, node, scope):
        if name not in IMPORTERS or not node.args:
            return False
        first = node.args[0]
        known = self.paths.of(first, self.module, scope)
        wanted = None if known is None else self.wanted(known.text, node, scope)
        if wanted is not None:
            own = self.names.module(wanted)
            if own is None:
                self.mention(Leaf(wanted, self.names.kind(wanted)), (), node)
                self.put("text", wanted)
            else:
                self.reading.refs.append((Whole(own), ()))
                self.put("ref", len(self.reading.refs) - 1)
            return True
        start = ""
        if isinstance(first, ast.JoinedStr) and first.values and isinstance(first.values[0], ast.Constant):
            start = first.values[0].value
        elif isinstance(first, ast.BinOp) and isinstance(first.left, ast.Constant):
            start = str(first.left.value)
        self.reading.computed.append(Computed(start.rpartition(".")[0], f"{name} of a computed name", node.lineno))
        return False

    def wanted(self, text, node, scope):
        """The absolute name of `import_module(".steps", package="shop")`; None where the package is not written."""
        if not text.startswith("."):
            return text
        package = node.args[1] if len(node.args) > 1 else next((one.value for one in node.keywords if one.arg == "package"), None)
        if package is None:
            return None
        level = len(text) - len(text.lstrip("."))
        if isinstance(package, ast.Name) and package.id in ("__name__", "__package__"):
            # `__name__` is a package's own name in its `__init__` alone.
            if package.id == "__name__" and not self.module.is_package:
                return None
            return absolute(self.module, ast.ImportFrom(text.lstrip("."), [], level))
        known = self.paths.of(package, self.module, scope)
        if known is None or known.derived:
            return None
        parts = known.text.split(".")
        return ".".join([*parts[: len(parts) - level + 1], text.lstrip(".")])

    def handed_over(self, dotted, node):
        """An importer that is not called here is called with names that nobody knows here."""
        if dotted in IMPORTERS:
            self.reading.computed.append(Computed("", f"{dotted} that is handed over", node.lineno))

    def look_up(self, node, scope):
        """`sys.modules[…]`: of a name that is not written it may be any module."""
        if self.paths.outside(node.value, self.module, scope) != "sys.modules":
            return
        if isinstance(node.slice, ast.Name) and node.slice.id == "__name__":
            self.reading.refs.append((Whole(self.module), ()))
            self.put("ref", len(self.reading.refs) - 1)
        elif self.paths.of(node.slice, self.module, scope) is None:
            self.reading.computed.append(Computed("", "sys.modules of a computed name", node.lineno))


def looks_up(reading):
    return any(dotted.startswith(LOOKS_UP) for _, dotted, _ in reading.mentions)


def named_in(code, names):
    """Where the texts of code lead that name a module of the project, or something in one."""
    for node in ast.walk(code):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, bytes):
            texts = [one for one in re.split(r"[^\w.]+", text.decode("latin-1")) if "." not in one[:1]]
            texts = [*texts, *(one[1:] for one in texts)]
        else:
            texts = [text] if isinstance(text, str) else []
        for one in texts:
            if not NAMED.fullmatch(one):
                continue
            first, *rest = one.replace(":", ".").split(".")
            for target, _ in names.follow(first, None, tuple(rest)):
                if isinstance(target, (Own, Whole)):
                    yield target
