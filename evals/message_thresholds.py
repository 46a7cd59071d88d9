"""Message thresholds: how sure the message model has to be, by messages it had not seen."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from assistant.routing.message_model import Judged
from assistant.routing.message_weights import Thresholds
from assistant.routing.routes import ROUTED_BY_WORDS_ALONE, Routed, route_by_words

FALSE_FULL = 0.02
"""Of the harmless messages, this share may get the full reply."""

FALSE_LINE = 0.06
"""Of the harmless messages, this share may get the line."""

FALSE_ROUTE = 0.01
"""Of the harmless messages, this share may get a signpost."""

MOST_DOUBTED = 0.05
"""Of the crises that the phrases find, this share may be doubted."""

MOST_CALMED = 0.05
"""Of those in need in whose words the phrases find a worry alone, this share may go without."""


Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Unseen:
    """A message, its kind, the help that it needs, and who wrote it."""

    text: str
    kind: str
    need: str | None
    writer: str


@dataclass(frozen=True)
class _Table:
    """Of each message what it needs, what the phrases found, and how the model judged it."""

    full: Flags
    harmless: Flags
    phrases: Flags
    worried: Flags
    lined: Flags
    judged_too: Flags
    crisis: Floats
    need: Floats

    def at(self, places: Flags) -> "_Table":
        return _Table(*(getattr(self, field.name)[places] for field in fields(self)))


def choose(rows: Sequence[Unseen], judged: Sequence[Judged], *, with_vector: bool) -> Thresholds:
    """Choose thresholds by what was judged unseen.

    Prints what each writer's messages get by thresholds chosen on those of the others.
    """
    table = _tabulate(rows, judged)
    writers = np.array([row.writer for row in rows])
    full, some = np.zeros(len(rows), bool), np.zeros(len(rows), bool)
    for writer in np.unique(writers):
        own = writers == writer
        full[own], some[own] = _helped(table.at(own), _choose(table.at(~own)))
    chosen = _choose(table)
    print(f"{'with' if with_vector else 'without'} a vector: {chosen}")
    _print_reached(rows, {"phrases": table.phrases, "full": full, "any help": some})
    return chosen


def _tabulate(rows: Sequence[Unseen], judged: Sequence[Judged]) -> _Table:
    said = [route_by_words(row.text) for row in rows]
    return _Table(
        np.array([row.need == "full" for row in rows]),
        np.array([row.need is None for row in rows]),
        np.array([routed.urgent_help == "full" for routed in said]),
        np.array([routed == Routed("documents", "line") for routed in said]),
        np.array([routed.urgent_help is not None for routed in said]),
        np.array([routed.route not in ROUTED_BY_WORDS_ALONE for routed in said]),
        np.array([found.crisis for found in judged]),
        np.array([found.need for found in judged]),
    )


def _choose(table: _Table) -> Thresholds:
    """Return the thresholds that help most crises fully within FALSE_FULL."""
    crisis, harmless = table.crisis, table.harmless
    best = (0.0, math.inf, 0.0)
    for share in np.linspace(0, MOST_DOUBTED, 11):
        doubtful = float(np.quantile(crisis[table.full & table.phrases], share))
        believed = table.phrases & (crisis >= doubtful)
        left = int(FALSE_FULL * harmless.sum() - (believed & harmless).sum())
        others = np.sort(crisis[harmless & ~believed & table.judged_too])[::-1]
        threshold = float(others[left]) + 1e-3 if left >= 0 else math.inf
        reached = (believed | (table.judged_too & (crisis >= threshold)))[table.full].mean()
        best = max(best, (float(reached), threshold, doubtful))
    _, threshold, doubtful = best
    line = float(np.quantile(table.need[harmless], 1 - FALSE_LINE))
    route = float(np.quantile(table.need[harmless], 1 - FALSE_ROUTE))
    calm = min(line, float(np.quantile(table.need[table.worried & ~harmless], MOST_CALMED)))
    return Thresholds(*(round(least, 2) for least in (threshold, doubtful, line, route, calm)))


def _helped(table: _Table, least: Thresholds) -> tuple[Flags, Flags]:
    """Return which messages get the full reply, and which any help."""
    full = table.phrases & (table.crisis >= least.doubtful)
    full |= table.judged_too & (table.crisis >= least.crisis)
    lined = table.lined & (~table.worried | (table.need >= least.calm))
    return full, full | lined | (table.judged_too & (table.need >= least.worrying))


def _print_reached(rows: Sequence[Unseen], found: Mapping[str, Flags]) -> None:
    needs = {None: "harmless", "line": "others in need", "full": "crises"}
    groups: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        need = needs[row.need]
        for name in (need, f"  {row.kind}", f"  {row.writer}, {need}"):
            groups.setdefault(name, []).append(place)
    for name in sorted(groups, key=lambda name: (name.startswith(" "), name)):
        places = groups[name]
        shares = ", ".join(f"{what} {share[places].mean():.3f}" for what, share in found.items())
        print(f"  {name}: {len(places)}: {shares}")
