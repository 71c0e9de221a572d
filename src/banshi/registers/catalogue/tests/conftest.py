"""A small city: the nation's real lists, eight offices, three items."""

import copy
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from banshi.kernel.actors import Actor
from banshi.kernel.calendar.moments import CHINA
from banshi.kernel.packs import services
from banshi.kernel.packs.registry import Diff

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
BY = Actor.system("tests")

LICENCE: dict[str, Any] = {
    "from": "2022-04-01",
    "name": "机动车驾驶证有效期满换证",
    "name_en": "Driving licence renewal on expiry",
    "summary": "驾驶证有效期满前九十日内换领新证。",
    "keywords": ["驾照", "换证", "驾驶证到期"],
    "office": "pj-gaj-jjzd",
    "level": "3",
    "item_type": "01",
    "audience": ["1"],
    "applicant": "person",
    "life_events": ["driving"],
    "window_kind": "traffic",
    "case_type": "1",
    "statutory_limit": "1d",
    "promised_limit": "0",
    "basis": [{"document": "机动车驾驶证申领和使用规定", "number": "公安部令第162号", "article": "第六十三条"}],
    "steps": ["受理", "审查", "决定", "办结", "送达"],
    "fee": {
        "charged": True,
        "basis": "标准",
        "items": [{"name": "工本费", "amount_cents": 1000}],
        "online_payment": True,
    },
    "result": {"name": "机动车驾驶证", "kind": "证", "validity": "10y"},
    "channels": ["1", "2", "3"],
    "online_depth": "IV",
    "visits": 0,
    "visits_reason": "无",
    "phone": "0427-5550001",
    "complaint_phone": "0427-5560001",
    "situations": [
        {
            "code": "overdue",
            "ask": "已超期？",
            "options": [{"code": "in-time", "label": "未超期"}, {"code": "late", "label": "超期"}],
        }
    ],
    "materials": [
        {"code": "id-card", "name": "居民身份证", "origin": "shared"},
        {"code": "medical", "name": "身体条件证明", "origin": "issued", "deferrable": True},
        {"code": "late-note", "name": "逾期说明", "origin": "self", "when": {"overdue": ["late"]}},
    ],
    "faq": [{"q": "什么时候换？", "a": "期满前九十日内。"}],
    "remedies": {"review": "盘锦市人民政府", "court": "兴隆台区人民法院"},
}
SHOP = LICENCE | {
    "name": "食品经营许可新办",
    "name_en": "New food business licence",
    "summary": "从事食品销售和餐饮服务的许可。",
    "keywords": ["开饭店", "餐饮"],
    "office": "pj-scjgj",
    "audience": ["2", "6"],
    "applicant": "organisation",
    "life_events": ["open-doors"],
    "window_kind": "business",
    "case_type": "2",
    "statutory_limit": "20wd",
    "promised_limit": "5wd",
    "fee": {"charged": False},
    "result": {"name": "食品经营许可证", "kind": "证"},
    "online_depth": "III",
    "visits": 1,
    "visits_reason": "现场核查",
    "law_limits": {"extension": "5wd"},
}
SCRAP = LICENCE | {
    "name": "补领机动车驾驶证",
    "name_en": "Replacement of a lost driving licence",
    "keywords": ["驾照丢了"],
    "summary": "驾驶证遗失后补领。",
}


def item(**changes: Any) -> dict[str, Any]:
    """The licence item with some keys different; None takes a key away."""
    version = copy.deepcopy(LICENCE) | changes
    return {"base_code": "000109012001", "versions": [{k: v for k, v in version.items() if v is not None}]}


def write(path: Path, document: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), encoding="utf-8")


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """A folder with a national pack and a city pack that one may change."""
    national, city = tmp_path / "national", tmp_path / "panjin-demo"
    national.mkdir()
    (city / "items").mkdir(parents=True)
    for name in ("pack.toml", "divisions.csv", "codes.yaml", "statutes.yaml", "life_events.csv"):
        shutil.copy(settings.PACKS / "national" / name, national / name)
    for name in ("pack.toml", "reporting_areas.csv", "offices.csv", "halls.csv", "windows.csv", "opening_hours.csv"):
        shutil.copy(settings.PACKS / "panjin-demo" / name, city / name)
    write(city / "items" / "jsz-qmhz.yaml", item())
    write(city / "items" / "jsz-bl.yaml", {"base_code": "000109012002", "versions": [SCRAP]})
    write(city / "items" / "spjy.yaml", {"base_code": "000125001001", "versions": [SHOP]})
    return tmp_path


Loading = Callable[..., dict[str, Diff]]


@pytest.fixture
def load(packs: Path, db: None) -> Loading:
    """Load the folder; what changed in the city pack, by section."""

    def run(at: datetime = MORNING, **options: Any) -> dict[str, Diff]:
        report = services.load(folder=packs, by=BY, at=at, **options)
        return {section: diff for (pack, section), diff in report.diffs.items() if pack == "panjin-demo" and diff}

    return run


@pytest.fixture
def city(load: Loading) -> None:
    load()
