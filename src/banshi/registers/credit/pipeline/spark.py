"""Apache Spark: the same stages on several machines. The only place that needs pyspark (requirements-spark.txt).

All machines must see the lake and the deliveries under the same paths. What is little stays with the desk, a DuckDB in this
process; tables are handed over as Parquet files in the work directory, which goes when the run is published.
"""

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import sqlglot
from pyspark.sql import DataFrame, SparkSession
from sqlglot import exp

from banshi.registers.credit.pipeline.engines import COMMON, DuckDB, Unreachable
from banshi.registers.credit.pipeline.portability import Files, faults, macros, translated

# What DuckDB has under OWN.
OWN = r"""
CREATE OR REPLACE MACRO number_of(x) AS shiftrightunsigned(CAST(conv(regexp_replace(md5(x),
    '^.{16}(..)(..)(..)(..)(..)(..)(..)(..)$', '\\8\\7\\6\\5\\4\\3\\2\\1'), 16, -10) AS BIGINT), 1);
CREATE OR REPLACE MACRO day_of(x) AS CASE WHEN x RLIKE '^[0-9]{4}-[0-9]{2}-[0-9]{2}\\z' THEN TRY_CAST(x AS DATE) END;
CREATE OR REPLACE MACRO bit_of(x) AS shiftleft(CAST(1 AS BIGINT), CAST(x AS INT));
CREATE OR REPLACE MACRO deletions(x) AS CASE WHEN x = '' THEN CAST(array() AS ARRAY<STRING>)
    ELSE transform(sequence(1, length(x)), i -> concat(substr(x, 1, i - 1), substr(x, i + 1))) END;
CREATE OR REPLACE MACRO common_characters(a, b) AS size(array_intersect(split(a, ''), split(b, '')));
"""

SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.network.timeout": "900s",  # a machine that is busy is not one that is gone
    "spark.sql.broadcastTimeout": "1800",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "64",
    "spark.sql.autoBroadcastJoinThreshold": "64m",
    "spark.sql.maxConcurrentOutputFileWriters": "64",
    "spark.sql.sources.parallelPartitionDiscovery.threshold": "10000",
    # Else the cleaning of a row is compiled once for every delivery.
    "spark.sql.optimizer.excludedRules": "org.apache.spark.sql.catalyst.optimizer.PushProjectionThroughUnion",
    "spark.io.encryption.enabled": "true",  # what lies on the disks of workers between two steps names people
    "spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs": "false",
}
_TYPES = {
    pa.int16(): "SMALLINT", pa.int32(): "INT", pa.int64(): "BIGINT", pa.string(): "STRING", pa.date32(): "DATE", pa.bool_(): "BOOLEAN",
}  # fmt: skip
_PLAIN = re.compile(r"[\w/.-]*/[^\W_][\w.-]*")  # a path that Spark takes as it is written


@dataclass
class _Table:
    place: Path
    frame: DataFrame


class Spark:
    """A session with a cluster; `address` is its master's."""

    together = 1 << 30  # all buckets: here it is the cluster that divides the work

    def __init__(self, address: str, desk: DuckDB) -> None:
        self.desk = desk
        self.place = desk.work / "tables"
        shutil.rmtree(self.place, ignore_errors=True)
        self.place.mkdir(mode=0o700)
        self.macros = macros(COMMON) | macros(OWN, "spark")
        self.tables: dict[str, _Table] = {}
        self.numbers = count(1)
        builder = SparkSession.builder.master(address).appName("banshi credit")
        heap = f"{(desk.memory >> 20) * 3 // 4}m"
        for name, value in (SETTINGS | {"spark.executor.memory": heap, "spark.driver.memory": heap}).items():
            builder = builder.config(name, value)
        try:
            self.session = builder.getOrCreate()
        except Exception as fault:  # whatever the Java side says
            raise Unreachable(f"无法连接 {address}。No cluster there, or no Java here.") from fault
        self.session.sparkContext.setLogLevel("ERROR")

    def define(self, text: str) -> None:
        self.desk.define(text)
        self.macros |= macros(text)

    def borrow(self, name: str) -> None:
        path = self.place / f"{name}.parquet"
        self.desk.write(f"SELECT * FROM {name}", path, codec="snappy")
        self._read([str(path)]).createOrReplaceTempView(name)

    def opened(self, sql: str) -> str:
        """Parquet that has the FIELDS is read where it lies; of anything else the desk makes such a file."""
        tree = sqlglot.parse_one(sql, read="duckdb")
        paths = [where.name for read in tree.find_all(exp.ReadParquet) for where in read.find_all(exp.Literal)]
        if not faults(tree) and all(_PLAIN.fullmatch(path) for path in paths):
            return sql
        path = self.place / f"delivery-{next(self.numbers)}.parquet"
        self.desk.write(sql, path, codec="snappy")
        return f"SELECT * FROM read_parquet('{path}')"

    def view(self, name: str, sql: str) -> None:
        self._query(sql).createOrReplaceTempView(name)

    def table(self, name: str, sql: str) -> None:
        place, frame = self.place / f"{name}-{next(self.numbers)}", self._query(sql)
        frame.write.parquet(str(place))
        self.tables[name] = _Table(place, frame)
        self._show(name)

    def add(self, name: str, sql: str) -> None:
        table = self.tables[name]
        columns = table.frame.schema.fields
        more = self._query(sql).toDF(*(column.name for column in columns))
        typed = more.select(*(more[column.name].cast(column.dataType) for column in columns))
        typed.write.mode("append").parquet(str(table.place))
        self._show(name)

    def _show(self, name: str) -> None:
        table = self.tables[name]
        self.session.read.schema(table.frame.schema).parquet(str(table.place)).createOrReplaceTempView(name)

    def forget(self, name: str) -> None:
        self.desk.forget(name)
        self.session.catalog.dropTempView(name)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self._query(sql).collect()]

    def write(self, sql: str, target: Path, *, order: str = "", codec: str = "zstd") -> None:
        frame = self._query(sql).repartition(1)
        if order:
            frame.createOrReplaceTempView("written")
            frame = self.session.sql(f"SELECT * FROM written SORT BY {order}")
        made = target.with_name(target.name + ".making")
        frame.write.mode("overwrite").option("compression", codec).parquet(str(made))
        _take(made, target)
        shutil.rmtree(made)

    def write_each(
        self, sql: str, by: str, targets: Mapping[int, Path], *, order: str, group: int | None = None
    ) -> None:
        made = self.place / f"written-{next(self.numbers)}"
        self.view("written", f"SELECT *, {by} AS part FROM ({sql}) AS w")
        writer = self.session.sql(f"SELECT * FROM written DISTRIBUTE BY part SORT BY part, {order}").write
        if group:
            writer = writer.option("parquet.block.row.count.limit", group)
        writer.option("compression", "zstd").partitionBy("part").parquet(str(made))
        for value, target in targets.items():
            if (made / f"part={value}").exists():
                _take(made / f"part={value}", target)
            else:
                self.write(f"SELECT * FROM ({sql}) AS w WHERE FALSE", target)
        shutil.rmtree(made)

    def spread(self, sql: str, target: Path) -> None:
        part = target.with_name(target.name + ".making")
        part.parent.mkdir(parents=True, exist_ok=True)
        tasks = 4 * self.session.sparkContext.defaultParallelism
        frame = self._query(sql).coalesce(tasks)  # each task writes a file into each part
        frame.write.mode("overwrite").option("compression", "snappy").partitionBy("part").parquet(str(part))
        part.mkdir(exist_ok=True)
        part.rename(target)

    def close(self) -> None:
        self.session.stop()
        self.desk.close()

    def _query(self, sql: str) -> DataFrame:
        return self.session.sql(translated(sql, self.macros, self._named))

    def _named(self, files: Files) -> str:
        name = f"files_{next(self.numbers)}"
        frame = self._read(list(files.paths))
        if files.numbered:
            frame = frame.selectExpr("*", "_metadata.row_index AS file_row_number")
        frame.createOrReplaceTempView(name)
        return name

    def _read(self, paths: list[str]) -> DataFrame:
        """Files whose columns the first of them knows; what another lacks is NULL."""
        columns = ", ".join(f"`{field.name}` {_TYPES[field.type]}" for field in pq.read_schema(paths[0]))
        return self.session.read.schema(columns).parquet(*paths)


def _take(directory: Path, target: Path) -> None:
    (path,) = directory.glob("part-*.parquet")
    path.rename(target)
