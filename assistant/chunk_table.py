"""Chunk table: the chunks of a generation, each read from their file when it is needed."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import overload

import numpy as np
from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from assistant.chunks import Chunk
from assistant.manifest import damaged

LINES, FACTS = "chunks.jsonl", "chunk_facts.json"

KEPT = 5_000
"""Chunks that are kept in memory, some 4 kB each: those that were found last."""


@dataclass(frozen=True, slots=True)
class ChunkFacts:
    """What is known of every chunk without reading it, in row order.

    `headings` are the last of each heading path, empty for none; `ends` are places in the file.
    """

    ids: list[str]
    headings: list[str]
    sentences: list[int]
    ends: list[int]


_CHUNK = TypeAdapter(Chunk)
_FACTS = TypeAdapter(ChunkFacts)


class ChunkTable(Sequence[Chunk]):
    """The chunks of a generation in row order; at 100,000 they would take 500 MB of memory.

    Reading one that is damaged raises IndexUnusable.
    """

    def __init__(self, folder: Path) -> None:
        """Open the table in a generation's folder; raises OSError, or ValueError for damage."""
        self._folder = folder
        self.facts = _FACTS.validate_json((folder / FACTS).read_bytes())
        self._lines = np.memmap(folder / LINES, dtype=np.uint8, mode="r")
        if len(self._lines) != self.facts.ends[-1]:
            raise ValueError(f"{folder / LINES} is not as long as it was written.")
        self._kept = lru_cache(maxsize=KEPT)(self._read)

    def document(self, row: int) -> str:
        """Return the id of the document that a chunk belongs to."""
        return self.facts.ids[row].rpartition(":")[0]

    def holding(self, sign: bytes) -> Iterator[Chunk]:
        """Yield the chunks that hold a sign."""
        for row in range(len(self)):
            if sign in self._line(row):
                yield self._read(row)

    def __len__(self) -> int:
        return len(self.facts.ids)

    @overload
    def __getitem__(self, row: int) -> Chunk: ...
    @overload
    def __getitem__(self, row: slice) -> list[Chunk]: ...
    def __getitem__(self, row: int | slice) -> Chunk | list[Chunk]:
        """Return a chunk, or several."""
        rows = range(len(self))[row]
        return self._kept(rows) if isinstance(rows, int) else [self._kept(one) for one in rows]

    def __iter__(self) -> Iterator[Chunk]:
        return map(self._read, range(len(self)))

    def _read(self, row: int) -> Chunk:
        try:
            return _CHUNK.validate_json(self._line(row))
        except ValueError as error:
            raise damaged(self._folder) from error

    def _line(self, row: int) -> bytes:
        start = self.facts.ends[row - 1] if row else 0
        return self._lines[start : self.facts.ends[row]].tobytes()


def write_chunk_table(folder: Path, chunks: Sequence[Chunk]) -> None:
    """Write the chunks of a generation, in row order."""
    lines = [_CHUNK.dump_json(chunk) + b"\n" for chunk in chunks]
    facts = ChunkFacts(
        [chunk.id for chunk in chunks],
        [chunk.section[-1] if chunk.section else "" for chunk in chunks],
        [len(chunk.sentences) for chunk in chunks],
        list(accumulate(map(len, lines))),
    )
    with (folder / LINES).open("wb") as stream:
        stream.writelines(lines)
    (folder / FACTS).write_bytes(_FACTS.dump_json(facts))
