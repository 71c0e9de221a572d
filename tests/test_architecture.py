"""What the import linter cannot see: foreign keys that point up, files and functions that grow too long."""

import ast
from pathlib import Path

from django.apps import apps

SOURCE = Path(__file__).resolve().parents[1] / "src" / "banshi"
FLOORS = ("kernel", "ui", "registers", "matters", "insight", "faces", "site")
LONGEST_FILE, LONGEST_FUNCTION = 400, 40


def floor(module: str) -> int:
    parts = module.split(".")
    return FLOORS.index(parts[1]) if parts[0] == "banshi" and len(parts) > 1 else -1


def own_files() -> list[Path]:
    return [path for path in SOURCE.rglob("*.py") if not {"migrations", "tests"} & set(path.parts)]


def test_foreign_keys_point_down_or_sideways() -> None:
    up = [
        f"{model.__module__}.{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("banshi.")
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model
        if floor(field.related_model.__module__) > floor(model.__module__)
    ]
    assert up == []


def test_no_file_is_too_long_to_read_at_once() -> None:
    assert [str(p) for p in own_files() if len(p.read_text().splitlines()) > LONGEST_FILE] == []


def test_no_function_is_too_long_to_read_at_once() -> None:
    long = [
        f"{path.relative_to(SOURCE)}:{node.lineno} {node.name}"
        for path in own_files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_every_module_says_what_it_is() -> None:
    silent = [
        str(path.relative_to(SOURCE))
        for path in own_files()
        if path.name != "apps.py" and path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


def test_nobody_receives_signals() -> None:
    """News travels as typed events (kernel.journal.events)."""
    assert [str(p) for p in own_files() if "django.dispatch" in p.read_text()] == []


def test_the_settings_stay_small() -> None:
    assert len((SOURCE / "site" / "settings.py").read_text().splitlines()) <= 250
