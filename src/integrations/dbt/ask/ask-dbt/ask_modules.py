"""The code of models in Python, and of the modules that they reach in the profile's `module_paths`."""

import ast
import os
import sys
from importlib import metadata


def python_code(text, paths):
    """
    Without comments, layout and docstrings; what it reaches of the modules in `paths`, each as [path, text, code]; the distributions that
    all of these import, with their versions; where modules were looked for in vain; and those that are nowhere.
    `folders` are those of packages: another file in one is other code.
    """
    modules, names = {}, set()
    tree = parsed(text)
    if tree is None:
        return {"code": text, "packages": {}, "unseen": [], "modules": [], "looked": [], "folders": []}
    waiting = imported(tree)
    while waiting:
        name = waiting.pop()
        if name in names:
            continue
        names.add(name)
        for file in files_of(name, paths)[0]:
            own = read(file)
            of = parsed(own) if file.endswith(".py") else None
            modules[file] = [file, own, own if of is None else canonical(of)]
            waiting |= set() if of is None else imported(of)
    here = {name for name in names if files_of(name, paths)[0]}
    others = names - here
    distributions = metadata.packages_distributions() if others else {}
    found = {name for module in others for name in distributions.get(module, ())}
    return {
        "code": canonical(tree),
        "packages": {f"pypi:{name}": metadata.version(name) for name in sorted(found)},
        "unseen": sorted(one for one in others if one not in distributions and one not in sys.stdlib_module_names),
        "modules": [modules[file] for file in sorted(modules)],
        "folders": sorted({one for name in here for one in package_of(name, paths)}),
        "looked": sorted(one for name in others if name not in sys.stdlib_module_names for one in files_of(name, paths)[1]),
    }


def files_of(name, paths):
    """The files of a module, or of all of a package, in the first folder that has it; and where it was looked for."""
    candidates = []
    for folder in paths:
        package, module = os.path.join(folder, name), os.path.join(folder, f"{name}.py")
        candidates += [os.path.join(package, "__init__.py"), module]
        if os.path.isdir(package):
            files = [os.path.join(at, one) for at, _, ones in os.walk(package) for one in ones if "__pycache__" not in at]
            return sorted(files), candidates
        if os.path.isfile(module):
            return [module], candidates
    return [], candidates


def package_of(name, paths):
    return [one for one in (os.path.join(folder, name) for folder in paths) if os.path.isdir(one)][:1]


def read(file):
    with open(file, encoding="utf-8", errors="replace") as text:
        return text.read()


def parsed(text):
    try:
        return ast.parse(text)
    except SyntaxError:
        return None


def imported(tree):
    """The first names of the modules that it imports; relative ones are in the same package."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(one.name.split(".")[0] for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module.split(".")[0])
    return names


def canonical(tree):
    for node in ast.walk(tree):
        statements = getattr(node, "body", None)
        if isinstance(statements, list):
            node.body = [one for one in statements if not is_text(one)] or [ast.Pass()]
    return ast.unparse(tree)


def is_text(statement):
    """Such as a docstring."""
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
