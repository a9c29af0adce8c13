"""Reads the expressions of a unit: where its names, members, calls and files lead."""

import ast

import os

from cut import Import, absolute
from loading import Loading
from names import Leaf, Own
from scopes import COMPREHENSIONS, scope_of
from texts import WORD, names_in_texts


class Data:
    """A file or folder beside the code."""

    def __init__(self, path):
        self.path = path


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
        # Lines where a path is made of that of the code in a way that is not followed.
        self.around = []
        self.evaluated = []
        self.variables = set()
        self.calls = []
        self.root_scope = None


class Expressions(Loading):
    """What a walk through a unit does with expressions; statements and declarations are those of `Walk`."""

    def __init__(self, reader, reading, module):
        self.names, self.paths = reader.names, reader.paths
        self.reading, self.module = reading, module
        self.numbers = {}

    def put(self, *token):
        self.reading.tokens.append(token)

    def expression(self, node, scope):
        if isinstance(node, (ast.Name, ast.Attribute, ast.Call, ast.BinOp, ast.Subscript)) and not isinstance(getattr(node, "ctx", None), (ast.Store, ast.Del)):
            if self.data(node, scope):
                return
        if isinstance(node, ast.Subscript):
            self.look_up(node, scope)
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
        paths = self.paths.every(node, self.module, scope)
        if len(paths) == 1 and paths[0].part:
            self.put("constant", paths[0].text)
            return True
        paths = [path for path in paths if path.derived]
        if not paths:
            return False
        own = self.reading.unit.node
        is_named = isinstance(own, (ast.Assign, ast.AnnAssign)) and own.value is node and scope is None and self.is_single()
        is_local = scope is not None and not scope.is_class and self.is_followed(node, scope)
        if is_named or is_local:
            # Who uses the name says which file is meant.
            self.put("path")
            return True
        others = [path for path in paths if path.text != self.module.file]
        for path in others or paths:
            self.of_file(path.text if others else os.path.dirname(path.text))
        if not others:
            # Of its own path the code makes that of something beside it.
            self.reading.around.append(node.lineno)
        return True

    def is_followed(self, node, scope):
        """Whether it is the value of a local name that is given nothing but values which are written."""
        own = (values for name, values in scope.values.items() if name not in scope.outer and None not in values)
        return any(node is value for values in own for value in values)

    def is_single(self):
        """Whether the names of the unit are given no other value in their module."""
        return all(len(self.module.bindings[name]) == 1 for name in self.reading.unit.names)

    def of_file(self, path):
        # Of a pattern, all files of the folder that it is looked for in.
        while any(sign in path for sign in "*?["):
            path = os.path.dirname(path)
        self.reading.refs.append((Data(path), ()))
        self.put("ref", len(self.reading.refs) - 1)

    def name(self, node, scope, is_called=False):
        home = scope.lookup(node.id) if scope is not None else None
        if home is scope and home is not None and home.is_class and isinstance(node.ctx, ast.Load) and node.lineno <= home.first.get(node.id, 0):
            # In the body of a class a name is that of the module until it is given a value.
            home = scope.above.lookup(node.id) if scope.above is not None else None
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
                if not is_called:
                    self.handed_over(".".join([target.dotted, *rest]), node)
                if target.dotted == "__doc__" and target.module is not None:
                    self.put("text", ast.get_docstring(target.module.tree) or "")
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
        read = self.paths.of_read(name, node, self.module, scope)
        if read is not None:
            self.of_file(read.text)
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

    def number(self, scope, name):
        if (scope, name) not in self.numbers:
            self.numbers[(scope, name)] = len(self.numbers)
            self.put("number", scope, name, self.numbers[(scope, name)])
