"""The package's own verifier: small modules here, one standalone script (`verify.py`) in every package.

The modules use nothing but Python's standard library (3.9 or newer) and the programs `openssl` and `pdfsig`,
because they run on machines that know nothing of this service. Their top-level names are unique together.
"""

import ast
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

MODULES = (
    "phrases",
    "report",
    "contents",
    "der",
    "openssl",
    "pdf_signatures",
    "chain",
    "documents",
    "program",
)
"""In the order of their imports: a module uses only those before it."""

_HEADER = '''#!/usr/bin/env python3
"""Comprueba un paquete de evidencias / Checks an evidence package.

    python3 verify.py [package.zip | folder] [--lang es|en]

Needs Python 3.9 or newer and OpenSSL; uses pdfsig (poppler) too where present. Exit code: 0 when all holds,
1 when something does not.
"""

from __future__ import annotations

'''
_FOOTER = """

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
"""


@cache
def script() -> bytes:
    """`verify.py`: all modules in one file, the imports of the standard library first, each once."""
    imports: set[str] = set()
    bodies = []
    for name in MODULES:
        source = files(__package__).joinpath(f"{name}.py").read_bytes().decode()
        imports.update(_outside_imports(source))
        bodies.append(_body(source))
    return (_HEADER + "\n".join(sorted(imports)) + "\n\n\n" + "\n\n\n".join(bodies) + _FOOTER).encode()


def _outside_imports(source: str) -> Iterator[str]:
    """Imports other than those between these modules, one name each, so that they merge."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.Import):
            yield from (f"import {name.name}" for name in node.names)
        elif isinstance(node, ast.ImportFrom) and not _is_inner(node.module or ""):
            yield from (f"from {node.module} import {name.name}" for name in node.names)


def _is_inner(module: str) -> bool:
    return module == "__future__" or module.startswith(f"{__package__}.")


def _body(source: str) -> str:
    """A module without its imports; its docstring becomes the comment that heads its part."""
    tree = ast.parse(source).body
    skipped: set[int] = set()
    for node in tree:
        if isinstance(node, ast.Import | ast.ImportFrom) or node is tree[0]:
            skipped.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    lines = [line for number, line in enumerate(source.splitlines(), start=1) if number not in skipped]
    title = (ast.get_docstring(ast.parse(source)) or "").replace("\n", "\n# ")
    return f"# {title}\n\n" + "\n".join(lines).strip()
