from pathlib import Path

import pytest
from hostile import KINDS
from soaking import served, soak


@pytest.mark.model
def test_hostile_requests_leave_memory_and_latency_where_they_were(tmp_path: Path) -> None:
    with served(tmp_path / "index") as (app, client):
        found = soak(app, client, 6 * len(KINDS))

    print(found)
    assert [status for status in found.statuses if status >= 500 or status == 429] == []
    assert found.memory[1] < found.memory[0] + 40
    assert found.latency[1] < 2 * found.latency[0] + 0.05
