"""Short lines: headings told from list items in text that marks neither."""

from collections import Counter
from collections.abc import Iterator, Sequence

from assistant.documents import BlockKind
from assistant.readers.marks import looks_like_heading


def judge_short_lines(
    lines: Sequence[str], close: Sequence[bool], *, is_led_in: bool, has_more: bool
) -> list[BlockKind]:
    """Return what each of a run of consecutive short lines is.

    `close[n]`: no blank line stands before line n. `is_led_in`: a line that ends in a colon
    stands before the run. `has_more`: a paragraph, or anything else, follows it. A heading
    stands above something; two or more lines between two headings, or below the last, are a
    list. Where some lines are set apart by blank ones, those that stand together are the list.
    """
    groups = list(_groups(lines, close))
    if len(groups) == 1 or len(groups) == len(lines):
        return _judge_evenly_spaced(lines, len(groups) == len(lines), is_led_in, has_more)
    kinds: list[BlockKind] = []
    for number, group in enumerate(groups):
        is_under_heading = is_led_in if number == 0 else len(groups[number - 1]) == 1
        is_last = number == len(groups) - 1
        if len(group) == 1:
            kinds.append(_heading_if(group[0], has_more or not is_last))
        elif is_under_heading:
            kinds += ["item"] * len(group)
        else:
            kinds += _judge_evenly_spaced(group, False, is_led_in=False, has_more=not is_last)
    return kinds


def _groups(lines: Sequence[str], close: Sequence[bool]) -> Iterator[list[str]]:
    group: list[str] = []
    for line, is_close in zip(lines, close, strict=True):
        if group and not is_close:
            yield group
            group = []
        group.append(line)
    yield group


def _judge_evenly_spaced(
    lines: Sequence[str], is_spaced: bool, is_led_in: bool, has_more: bool
) -> list[BlockKind]:
    """Judge lines that all have a blank line between them (`is_spaced`), or none of them."""
    count = len(lines)
    if count == 1 and not is_led_in:
        return [_heading_if(lines[0], has_more)]
    last_heads_more = has_more and is_spaced and looks_like_heading(lines[-1])
    tail: list[BlockKind] = ["heading"] if last_heads_more else []
    kinds: list[BlockKind]
    middle = lines[0 if is_led_in else 1 : count - len(tail)]
    if is_led_in:
        kinds = ["item"] * len(middle)
        return kinds + tail
    if len(middle) < 2:
        return [
            _heading_if(line, has_more or count > 1) for line in lines[: 1 + len(middle)]
        ] + tail
    heads = 1 + _unlike_the_rest(middle)
    kinds = [_heading_if(line, True) for line in lines[:heads]]
    kinds += ["item"] * (1 + len(middle) - heads)
    return kinds + tail


def _heading_if(line: str, heads_something: bool) -> BlockKind:
    return "heading" if heads_something and looks_like_heading(line) else "paragraph"


def _unlike_the_rest(lines: Sequence[str]) -> int:
    """Return how many lines stand before a list whose items all begin with the same word."""
    first_words = [line.split()[0] for line in lines]
    word, count = Counter(first_words).most_common(1)[0]
    start = first_words.index(word)
    is_list = count > 1 and count == len(first_words) - start
    return start if is_list and all(looks_like_heading(line) for line in lines[:start]) else 0
