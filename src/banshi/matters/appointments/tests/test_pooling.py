"""综合窗口: any window for anybody never makes people wait longer on average than one window for each kind."""

import heapq

from hypothesis import given
from hypothesis import strategies as st


def mean_wait(arrivals, windows):
    """First come, first served by `windows` equal windows; arrivals are (moment, minutes of service)."""
    free = [0] * windows
    heapq.heapify(free)
    waits = []
    for moment, minutes in arrivals:
        start = max(moment, heapq.heappop(free))
        waits.append(start - moment)
        heapq.heappush(free, start + minutes)
    return sum(waits) / len(waits)


@given(
    st.lists(st.tuples(st.integers(0, 480), st.integers(0, 2)), min_size=1, max_size=60),
    st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(1, 3)),
    st.integers(1, 30),
)
def test_pooled_windows_wait_no_longer_than_dedicated_ones(people, windows, minutes):
    arrivals = sorted(people)
    pooled = mean_wait([(moment, minutes) for moment, _ in arrivals], sum(windows))
    total = 0.0
    for kind in range(3):
        mine = [(moment, minutes) for moment, wants in arrivals if wants == kind]
        total += mean_wait(mine, windows[kind]) * len(mine) if mine else 0
    assert pooled <= total / len(arrivals) + 1e-9
