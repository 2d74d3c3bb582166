"""A source with rows of which none can be counted is refused; silence in a complete file is a zero."""

from __future__ import annotations

import pytest

from civicreach.records.errors import Fault, InputError

from .conftest import Counter


def refused(count: Counter, rows: str, **spec: object) -> Fault:
    """The one fault of rows."""
    with pytest.raises(InputError) as caught:
        count(rows, **spec)
    (fault,) = caught.value.faults
    return fault


@pytest.mark.parametrize("complete", [False, True])
def test_dates_of_which_none_can_be_read(count: Counter, complete: bool) -> None:
    rows = "\n".join(["page,id,time", *(f"a,{n},8/6/2015 01:22" for n in range(1200)), "b,1,soon", "b,2,", "b,3,"])
    fault = refused(count, rows, complete=complete)
    assert str(fault.where) == "a.csv, column 'time'"
    assert str(fault.wrong) == "has nothing that could be counted in 1,203 rows"
    assert str(fault.found).startswith("day, month and year of the date may stand in any order")
    assert "(1,200), the first '8/6/2015 01:22'" in str(fault.found)
    assert "without a date (2)" in str(fault.found) and "a date that cannot be read" in str(fault.found)
    assert "as time under [activity.posts]" in str(fault.right)


def test_rows_that_all_lie_outside_the_window(count: Counter) -> None:
    rows = "page,id,time\na,1,2016-06-01T00:30:00+09:00\na,2,2016-08-31T23:59:00+09:00"
    fault = refused(count, rows)
    assert str(fault.found) == "outside the window 2015-06-01 – 2015-08-31 (2), from 2016-06-01 to 2016-08-31"
    assert "complete = true" in str(fault.right)
    assert "complete" not in str(refused(count, "page,likes,time\na,1,2016-06-01", value="likes").right)
    assert count(rows, complete=True).n_counted == 0


def test_rows_without_accounts_and_the_less_frequent_reasons(count: Counter) -> None:
    rows = [
        "page,id,time",
        *[",1,2015-06-01"] * 4,
        *["a,1,"] * 3,
        *["a,1,soon"] * 2,
        "a,1,1999-01-01",
        "a,1,2016-01-01",
    ]
    fault = refused(count, "\n".join(rows))
    assert str(fault.where) == "a.csv, column 'page'"
    assert str(fault.found).endswith("(2), the first 'soon'; other reasons (2)")


def test_counts_below_zero(count: Counter) -> None:
    fault = refused(count, "page,likes,time\na,-1,2015-06-01", value="likes")
    assert (str(fault.where), str(fault.found)) == ("a.csv, column 'likes'", "a count below zero (1), the first '-1'")


def test_one_row_that_counts_is_enough(count: Counter) -> None:
    assert count("page,id,time\na,1,2015-06-01\na,2,soon\na,3,2016-01-01").n_counted == 1
