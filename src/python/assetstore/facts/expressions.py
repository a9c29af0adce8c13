"""Reads the expressions of a unit: where its names, members, calls and files lead."""

import ast

from cut import Import, absolute
from names import Leaf, Own, Whole
from scopes import COMPREHENSIONS, scope_of
from texts import WORD, names_in_texts


class Data:
    """A file or folder beside the code."""

    def __init__(self, path):
        self.path = path


class Computed:
    """Modules that are imported by a name that is put together: all below a package, or all there are."""

    def __init__(self, prefix, what, line):
        self.prefix, self.what, self.line = prefix, what, line


class Reading:
    def __init__(self, unit, is_root):
        self.unit, self.is_root = unit, is_root
        self.tokens = []
        self.refs = []
        # Names that are used as values, and not called: who gets them may ask for their names.
        self.values = set()
        self.words = set()
        self.mentions = []
        self.attributes = set()
        self.computed = []
        self.evaluated = []
        self.variables = set()
        self.calls = []
        self.root_scope = None


class Expressions:
    """What a walk through a unit does with expressions; statements and declarations are those of `Walk`."""

    def __init__(self, reader, reading, module):
        self.names, self.paths = reader.names, reader.paths
        self.reading, self.module = reading, module
        self.numbers = {}

    def put(self, *token):
        self.reading.tokens.append(token)

    def expression(self, node, scope):
        if isinstance(node, (ast.Name, ast.Attribute, ast.Call, ast.BinOp, ast.Subscript)):
            if self.data(node, scope):
                return
        if isinstance(node, ast.Name):
            return self.name(node, scope)
        if isinstance(node, ast.Attribute):
            return self.attribute(node, scope)
        if isinstance(node, ast.Call):
            return self.call(node, scope)
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                self.reading.words.update(WORD.findall(node.value))
            return self.put("constant", f"{type(node.value).__name__} {node.value!r}")
        if isinstance(node, ast.Lambda):
            inner = scope_of(node, scope)
            self.put("Lambda")
            self.arguments(node.args, scope, inner, False)
            return self.expression(node.body, inner)
        if isinstance(node, COMPREHENSIONS):
            return self.comprehension(node, scope)
        self.generic(node, scope)

    def comprehension(self, node, scope):
        self.put(type(node).__name__)
        inner = scope_of(node, scope)
        for index, generator in enumerate(node.generators):
            self.put("async" if generator.is_async else "for")
            self.expression(generator.iter, scope if index == 0 else inner)
            self.expression(generator.target, inner)
            for condition in generator.ifs:
                self.expression(condition, inner)
        for part in (getattr(node, "elt", None), getattr(node, "key", None), getattr(node, "value", None)):
            if part is not None:
                self.expression(part, inner)

    def data(self, node, scope):
        path = self.paths.of(node, self.module, scope)
        if path is None or not path.derived:
            return False
        own = self.reading.unit.node
        is_named = isinstance(own, (ast.Assign, ast.AnnAssign)) and own.value is node and scope is None
        is_local = scope is not None and any(node is value for values in scope.values.values() for value in values)
        if is_named or is_local:
            # Who uses the name says which file is meant.
            self.put("path")
        else:
            self.reading.refs.append((Data(path.text), ()))
            self.put("ref", len(self.reading.refs) - 1)
        return True

    def name(self, node, scope, is_called=False):
        home = scope.lookup(node.id) if scope is not None else None
        if home is not None and node.id not in home.imports:
            self.number(home, node.id)
            return self.put("local", home, node.id)
        self.reference(node, node.id, (), home, is_called)

    def attribute(self, node, scope, is_called=False):
        attrs, root = [], node
        while isinstance(root, ast.Attribute):
            attrs.insert(0, root.attr)
            root = root.value
        self.reading.attributes.update(attrs)
        home = scope.lookup(root.id) if isinstance(root, ast.Name) and scope is not None else None
        if isinstance(root, ast.Name) and (home is None or root.id in home.imports) and not self.data(root, scope):
            return self.reference(node, root.id, tuple(attrs), home, is_called)
        if isinstance(root, ast.Name) and home is None:
            return self.put("text", ".".join(attrs))
        self.put("Attribute", node.attr)
        self.expression(node.value, scope)

    def reference(self, node, name, attrs, home, is_called):
        if home is not None:
            targets = []
            for statement, alias in home.imports[name]:
                if isinstance(statement, ast.Import):
                    wanted = Import(alias.name if alias.asname else alias.name.split(".")[0], None)
                else:
                    wanted = Import(absolute(self.module, statement), alias.name)
                targets += self.names.follow(wanted.module, wanted.name, attrs)
        else:
            targets = self.names.resolve(self.module, name, attrs)
        self.lead(node, targets, is_called)

    def lead(self, node, targets, is_called=False):
        for target, rest in targets:
            if isinstance(target, Leaf):
                self.mention(target, rest, node)
                self.put("text", ".".join([target.dotted, *rest]))
                continue
            if isinstance(target, Own) and not is_called:
                self.reading.values.add((target.module.file, target.name))
            self.reading.refs.append((target, rest))
            self.put("ref", len(self.reading.refs) - 1)
            if rest:
                self.put("text", ".".join(rest))

    def mention(self, leaf, rest, node):
        dotted = ".".join([leaf.dotted, *rest])
        self.reading.mentions.append((leaf, dotted, node.lineno))

    def call(self, node, scope):
        name = self.paths.outside(node.func, self.module, scope)
        self.reading.calls.append((name, node, scope))
        if self.import_call(name, node, scope):
            return
        self.put("Call")
        if isinstance(node.func, ast.Name):
            self.name(node.func, scope, is_called=True)
        elif isinstance(node.func, ast.Attribute) and not self.data(node.func, scope):
            self.attribute(node.func, scope, is_called=True)
        else:
            self.expression(node.func, scope)
        for one in node.args:
            self.expression(one, scope)
        for keyword in node.keywords:
            self.put("text", keyword.arg or "**")
            self.expression(keyword.value, scope)
        for targets in names_in_texts(node, scope, self.module, self.names):
            self.lead(node, targets)

    def import_call(self, name, node, scope):
        if name not in ("importlib.import_module", "__import__") or not node.args:
            return False
        first = node.args[0]
        known = self.paths.of(first, self.module, scope)
        if known is not None:
            own = self.names.module(known.text)
            if own is None:
                self.mention(Leaf(known.text, self.names.kind(known.text)), (), node)
                self.put("text", known.text)
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

    def number(self, scope, name):
        if (scope, name) not in self.numbers:
            self.numbers[(scope, name)] = len(self.numbers)
            self.put("number", scope, name, self.numbers[(scope, name)])
