"""Packs and what they need."""

from pathlib import Path

import pytest

from banshi.kernel.packs.collecting import collect, names
from banshi.kernel.packs.registry import Batch, Diff, section
from banshi.kernel.packs.schema import PackRow


def manifest(folder: Path, name: str, *needs: str) -> None:
    (folder / name).mkdir()
    listed = ", ".join(f'"{need}"' for need in needs)
    text = f'name = "{name}"\nversion = "1"\nissuer = "x"\neffective_on = 2026-01-01\nneeds = [{listed}]\n'
    (folder / name / "pack.toml").write_text(text, encoding="utf-8")


def test_what_is_needed_is_read_first(tmp_path: Path) -> None:
    manifest(tmp_path, "a-city", "nation")
    manifest(tmp_path, "nation")
    assert names(tmp_path) == ["a-city", "nation"]
    assert [pack.name for pack in collect(["a-city"], folder=tmp_path).packs] == ["nation", "a-city"]


def test_a_pack_that_needs_a_stranger(tmp_path: Path) -> None:
    manifest(tmp_path, "a-city", "nation")
    (fault,) = collect(["a-city"], folder=tmp_path).faults
    assert str(fault).startswith("nation/pack.toml:1: needed by a-city, but there is none")


def test_packs_that_need_each_other_come_to_an_end(tmp_path: Path) -> None:
    manifest(tmp_path, "a", "b")
    manifest(tmp_path, "b", "a")
    faults = collect(["a"], folder=tmp_path).faults
    assert [str(fault) for fault in faults] == ["b/pack.toml:1 needs: “a” needs this pack in turn"]


def test_a_manifest_is_checked_too(tmp_path: Path) -> None:
    manifest(tmp_path, "a")
    path = tmp_path / "a" / "pack.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("2026-01-01", '"soon"'), encoding="utf-8")
    (fault,) = collect(["a"], folder=tmp_path).faults
    assert (fault.line, fault.field) == (4, "effective_on")


def test_a_digest_changes_with_the_content(tmp_path: Path) -> None:
    manifest(tmp_path, "a")
    before = collect(["a"], folder=tmp_path).packs[0].digest
    (tmp_path / "a" / "README.md").write_text("x", encoding="utf-8")
    assert collect(["a"], folder=tmp_path).packs[0].digest != before


def test_two_sections_cannot_share_a_name() -> None:
    class Row(PackRow):
        code: str

    def load(_batch: Batch) -> Diff:
        return Diff()

    with pytest.raises(ValueError, match="two sections are called calendar"):
        section("calendar", files="x.csv", schema=Row)(load)
