"""The three verifiers side by side: the package's own, the page of Python that imports nothing of Banshi, the browser's."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Route

from tests.browser import chromium

ROOT = Path(__file__).resolve().parents[7]
TOOL = ROOT / "tools" / "verify_draw.py"
STATIC = ROOT / "src/banshi/matters/enforcement/static/enforcement"
ADDRESS = "http://draw.test/"
ASK = """async (all) => {
    const { verify } = await import("/verify_draw.js");
    const found = [];
    for (const files of all) {
        const steps = [];
        found.push({ ...(await verify(files, (step) => steps.push(step.rule), { demonstration: true })), steps });
    }
    return found;
}"""

Verdict = dict[str, Any]


def outside(*folders: Path, demonstration: bool = True) -> Verdict:
    """What tools/verify_draw.py says, run in a process that cannot import Banshi."""
    flags = ["--demonstration"] if demonstration else []
    done = subprocess.run(
        [sys.executable, "-S", "-c", START, str(TOOL), *map(str, folders), *flags],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    verdict: Verdict = json.loads(done.stdout.splitlines()[-1])
    assert done.returncode == (0 if verdict["ok"] else 1)
    return verdict


START = f"""import runpy, site, sys
site.addsitedir({str(Path(json.__file__).parents[1])!r})
sys.path += {[path for path in sys.path if path.endswith("site-packages")]!r}
sys.modules["banshi"] = None
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0])
"""


@contextmanager
def browser() -> Iterator[Callable[[list[Path]], list[Verdict]]]:
    """Chromium with the static files and no network."""
    with chromium() as started:
        page = started.new_page()
        page.route(ADDRESS + "**", _serve)
        page.goto(ADDRESS)
        yield lambda folders: page.evaluate(ASK, [read(folder) for folder in folders])


def read(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir() if path.suffix != ".tsr"}


def _serve(route: Route) -> None:
    name = route.request.url.removeprefix(ADDRESS)
    if not name:
        route.fulfill(content_type="text/html", body="<!doctype html><title>draw</title>")
    else:
        route.fulfill(content_type="text/javascript", path=STATIC / name)
