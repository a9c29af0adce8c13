"""Names of a module that are written in a text: frames in SQL, and what a condition of pandas compares with.

    duckdb.sql("SELECT * FROM lookup")        frame.query("words > @LEAST")
"""

import ast
import re

from names import Leaf, Own

WORD = re.compile(r"\w+")
# Methods and functions that look up names of the code that calls them.
LOOKING = {"eval", "execute", "from_query", "query", "query_df", "sql"}


def names_in_texts(node, scope, module, names):
    """The words in the texts that a call is given which are names of the project's there, with where they lead."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", None)
    if name not in LOOKING:
        return []
    texts = [text for one in [*node.args, *(keyword.value for keyword in node.keywords)] for text in texts_of(one, scope, (module, names), set())]
    found = []
    for word in dict.fromkeys(WORD.findall(" ".join(texts))):
        # A name of the function's own is read where the function is.
        if scope is not None and scope.lookup(word) is not None:
            continue
        targets = [(target, rest) for target, rest in names.resolve(module, word, ()) if is_named(target, word)]
        if targets:
            found.append(targets)
    return found


def is_named(target, word):
    return not isinstance(target, Leaf) and not (isinstance(target, Own) and target.name == "__getattr__" != word)


def texts_of(node, scope, where, seen):
    """The texts in an expression, and in what the names in it are given."""
    module, names = where
    for one in ast.walk(node):
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield one.value
        if not isinstance(one, ast.Name) or one.id in seen:
            continue
        seen.add(one.id)
        home = scope.lookup(one.id) if scope is not None else None
        if home is not None:
            # None stands for a value that is given in another way, such as by a loop.
            for value in home.values.get(one.id) or []:
                if value is not None:
                    yield from texts_of(value, scope, where, seen)
            continue
        for target, _ in names.resolve(module, one.id, ()):
            for unit in target.units if isinstance(target, Own) else []:
                if isinstance(unit.node, (ast.Assign, ast.AnnAssign)) and unit.node.value is not None:
                    yield from texts_of(unit.node.value, None, (unit.module, names), seen)
