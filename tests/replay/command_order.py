"""The order in which workflow code issues commands: `python -m tests.replay.command_order` writes it.

A workflow that runs for months replays its past with today's code. A command added, removed or moved
without `workflow.patched()` wedges every running one, so the order is held against a committed baseline.
"""

import ast
import json
from pathlib import Path

ROOT = Path(__file__).parents[2]
BASELINE = Path(__file__).with_name("command_order.json")
COMMANDS = {
    "continue_as_new",
    "execute_activity",
    "execute_activity_method",
    "execute_child_workflow",
    "execute_local_activity",
    "execute_local_activity_method",
    "patched",
    "signal",
    "sleep",
    "start_activity",
    "start_activity_method",
    "start_child_workflow",
    "start_local_activity_method",
    "upsert_search_attributes",
    "wait_condition",
}


def command_order() -> dict[str, list[str]]:
    """Function (as `module.Class.function`) → what it does to the history, in source order.

    That is its commands, with the activity each names, and its calls (`→ name`) of functions that have some.
    """
    functions = {
        name: function
        for path in sorted((ROOT / "workflows").glob("*.py"))
        for name, function in _functions(ast.parse(path.read_text()), path.stem)
    }
    commanding: set[str] = set()
    while True:
        order = {name: _order(function, commanding) for name, function in functions.items()}
        names = {name.rpartition(".")[2] for name, steps in order.items() if steps}
        if names == commanding:
            return {name: steps for name, steps in order.items() if steps}
        commanding = names


def _functions(tree: ast.AST, prefix: str) -> list[tuple[str, ast.AST]]:
    found: list[tuple[str, ast.AST]] = []
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef):
            found += _functions(node, f"{prefix}.{node.name}")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.append((f"{prefix}.{node.name}", node))
    return found


def _order(function: ast.AST, commanding: set[str]) -> list[str]:
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    calls.sort(key=lambda call: (call.lineno, call.col_offset))
    return [step for call in calls if (step := _step(call, commanding))]


def _step(call: ast.Call, commanding: set[str]) -> str | None:
    if isinstance(call.func, ast.Name):
        return f"→ {call.func.id}" if call.func.id in commanding else None
    if not isinstance(call.func, ast.Attribute):
        return None
    of_workflow = isinstance(call.func.value, ast.Name) and call.func.value.id == "workflow"
    if of_workflow and call.func.attr in COMMANDS:
        named = call.args and isinstance(call.args[0], ast.Attribute)
        return f"{call.func.attr} {ast.unparse(call.args[0])}" if named else call.func.attr
    return f"→ {call.func.attr}" if not of_workflow and call.func.attr in commanding else None


if __name__ == "__main__":
    BASELINE.write_text(json.dumps(command_order(), indent=2, ensure_ascii=False) + "\n")
