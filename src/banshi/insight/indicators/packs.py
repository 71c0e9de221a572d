"""How definitions get from packs/*/indicators/*.yaml into the table."""

import hashlib
import json
from collections.abc import Iterator

from banshi.insight.indicators.models import Definition
from banshi.insight.indicators.schema import Indicator
from banshi.kernel.measures import measures
from banshi.kernel.packs.applying import sync
from banshi.kernel.packs.reading import Fault, Row
from banshi.kernel.packs.registry import Batch, Diff, Reading, section


def check_indicators(rows: list[Row], reading: Reading) -> Iterator[Fault]:
    for row in rows:
        if row.data.code != row.key:
            yield row.fault(f"the file is called {row.key}.yaml", "code")
        if row.data.code not in measures():
            yield row.fault("nothing counts this: no function is registered with @measure under this code", "code")
        if reading.of("offices"):  # the nation's pack may be checked without a city
            yield from reading.unknown("offices", [row.data.owner], row, "owner")


@section("indicators", files="indicators/*.yaml", schema=Indicator, check=check_indicators)
def load_indicators(batch: Batch) -> Diff:
    return sync(Definition, {row.key: columns(row.data) for row in batch.rows}, batch)


def columns(indicator: Indicator) -> dict[str, object]:
    """The columns of the table, and the digest that a snapshot remembers."""
    document = indicator.model_dump(mode="json", by_alias=True)
    text = json.dumps(document, sort_keys=True, ensure_ascii=False)
    document.pop("code")
    return document | {"next_review": indicator.next_review, "digest": hashlib.sha256(text.encode()).hexdigest()}
