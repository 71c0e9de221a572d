import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from banshi.insight.indicators import spreadsheet
from banshi.kernel.measures import Listing

LISTING = Listing(columns=(("名称", lambda row: row[0]), ("数", lambda row: row[1])), visible=lambda rows, actor: rows)
TEXT = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00\n\r"), max_size=20)


@given(st.lists(st.tuples(st.one_of(TEXT, st.sampled_from(["=1+1", "+1", "-1", "@x", "\tx"])), st.integers(-9, 9))))
def test_no_cell_begins_a_formula_and_every_cell_comes_back(rows):
    text = "".join(spreadsheet.lines(LISTING, rows))
    assert text.startswith("\ufeff")
    head, *found = list(csv.reader(io.StringIO(text[1:])))
    assert head == ["名称", "数"]
    assert not any(cell.startswith(spreadsheet.FORMULA) for row in found for cell in row)
    assert [row[0].removeprefix("'") for row in found] == [str(row[0]).removeprefix("'") for row in rows]
