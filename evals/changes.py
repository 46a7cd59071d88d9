"""Changes: sentences made from true ones by changing what they say, for testing the check."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Literal

ChangeKind = Literal["number", "name", "date", "negation", "quantity", "subject"]
KINDS: tuple[ChangeKind, ...] = ("number", "name", "date", "negation", "quantity", "subject")

_MONTHS_TEXT = """
    January February March April May June July August September October November December
"""
_MONTHS = _MONTHS_TEXT.split()
_DAYS_TEXT = """
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday
"""
_DAYS = _DAYS_TEXT.split()
_NUMBER_WORDS_TEXT = """
    two three four five six seven eight nine ten twelve
"""
_NUMBER_WORDS = _NUMBER_WORDS_TEXT.split()
_DATED = re.compile(rf"\b(?:{'|'.join(_MONTHS + _DAYS)})s?\b|\b(?:19|20)\d\d\b")
_NUMBER = re.compile(rf"\b\d[\d,.]*(?<![,.])\b|\b(?:{'|'.join(_NUMBER_WORDS)})\b")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z]+)*")
_NEGATED = re.compile(r"\b(?P<verb>\w+) not\b|\b(?P<can>can)not\b|\bno (?=\w)|\bnever ")
_AFFIRMED = re.compile(
    r"\b(?:must|may|can|will|should|could|would|is|are|was|were|has|have|had)\b(?! not)"
)
_QUANTITIES = {
    "all": "some", "every": "no", "each": "one", "some": "all", "most": "few", "many": "few",
    "at least": "at most", "up to": "more than", "more than": "fewer than", "fewer": "more",
    "more": "less", "less": "more", "before": "after", "after": "before", "within": "after",
    "days": "weeks", "weeks": "months", "months": "years", "years": "months", "hours": "days",
    "only": "also", "both": "neither of", "often": "seldom", "always": "sometimes",
    "million": "billion", "per cent": "percentage points", "a year": "a month",
    "around": "exactly", "almost": "over", "minimum": "maximum", "half": "all",
}  # fmt: skip
_QUANTITY = re.compile(rf"\b(?:{'|'.join(sorted(_QUANTITIES, key=len, reverse=True))})\b")
_SUBJECT = re.compile(
    r"^(?P<subject>(?:(?:The|Our|All|Each|A|An|In|No) )?[A-Z]?[\w’'-]+(?: [\w’'-]+){0,3}?)"
    r"(?= (?:must|may|can|cannot|will|should|is|are|was|were|has|have|had) )"
)
_PEOPLE_TEXT = """
    staff students patients managers tutors carers families children adults nurses governors
    supervisors examiners volunteers researchers partners people communities clinicians
    parents men women teachers players workers members soldiers voters schools states
    countries cities
"""
_PEOPLE = _PEOPLE_TEXT.split()
_PERSON = re.compile(rf"\b(?:{'|'.join(_PEOPLE)})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Change:
    """A sentence that no longer says what its source says, and what was changed in it."""

    kind: ChangeKind
    source: str
    sentence: str


def make_changes(
    pairs: Sequence[tuple[str, str]], count: int, *, seed: int = 1
) -> tuple[Change, ...]:
    """Return `count` changes, as many of each kind, from pairs of a source and a wording of it.

    No sentence is made twice; fewer are returned where the pairs hold no more.
    """
    chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    names = sorted({name for source, _ in pairs for name in _NAME.findall(source)})
    subjects = sorted({found["subject"] for s, _ in pairs if (found := _SUBJECT.match(s))})
    changed: dict[ChangeKind, Callable[[str], str | None]] = {
        "number": lambda text: _replace_one(text, _numbers(text), _other_number, chance),
        "name": lambda text: _replace_one(
            text, _names(text), lambda name, _: _other(name, names, chance), chance
        ),
        "date": lambda text: _replace_one(text, list(_DATED.finditer(text)), _other_date, chance),
        "negation": lambda text: _negate(text, chance),
        "quantity": lambda text: _replace_one(
            text, list(_QUANTITY.finditer(text)), lambda word, _: _QUANTITIES[word], chance
        ),
        "subject": lambda text: (
            _exchange_people(text, chance) or _other_subject(text, subjects, chance)
        ),
    }
    made: dict[tuple[str, str], Change] = {}
    share = -(-count // len(KINDS))
    for kind in KINDS:
        made |= _some(kind, changed[kind], pairs, share, chance)
    return tuple(made.values())


def _some(
    kind: ChangeKind,
    change: Callable[[str], str | None],
    pairs: Sequence[tuple[str, str]],
    count: int,
    chance: random.Random,
) -> dict[tuple[str, str], Change]:
    """Return up to `count` changes of one kind, the pairs drawn by chance, over and over."""
    drawn = chance.sample(list(pairs), len(pairs))
    made: dict[tuple[str, str], Change] = {}
    for source, wording in _rounds(drawn, 5):
        sentence = change(wording)
        if sentence and sentence.lower() not in (wording.lower(), source.lower()):
            made[source, sentence] = Change(kind, source, sentence)
        if len(made) == count:
            break
    return made


def _rounds(drawn: Sequence[tuple[str, str]], times: int) -> Iterator[tuple[str, str]]:
    for _, pair in zip(range(times * len(drawn)), cycle(drawn), strict=False):
        yield pair


def _replace_one(
    text: str,
    places: Sequence[re.Match[str]],
    other: Callable[[str, random.Random], str | None],
    chance: random.Random,
) -> str | None:
    if not places:
        return None
    place = chance.choice(places)
    put = other(place[0], chance)
    return text[: place.start()] + put + text[place.end() :] if put else None


def _numbers(text: str) -> list[re.Match[str]]:
    dated = [found.span() for found in _DATED.finditer(text)]
    return [found for found in _NUMBER.finditer(text) if found.span() not in dated]


def _other_number(number: str, chance: random.Random) -> str:
    if number in _NUMBER_WORDS:
        return chance.choice([word for word in _NUMBER_WORDS if word != number])
    last = max(i for i, character in enumerate(number) if character.isdigit())
    first = min(i for i, character in enumerate(number) if character.isdigit())
    at = chance.choice([first, last])
    digits = [digit for digit in "123456789" if digit != number[at]]
    return number[:at] + chance.choice(digits) + number[at + 1 :]


def _other_date(dated: str, chance: random.Random) -> str:
    if dated.isdigit():
        return str(int(dated) + chance.choice([-10, -2, -1, 1, 2, 10]))
    plural = "s" if dated.endswith("s") else ""
    own = dated.removesuffix("s")
    same_kind = _MONTHS if own in _MONTHS else _DAYS
    return chance.choice([name for name in same_kind if name != own]) + plural


def _names(text: str) -> list[re.Match[str]]:
    return [found for found in _NAME.finditer(text) if not _DATED.fullmatch(found[0])]


def _other(name: str, names: Sequence[str], chance: random.Random) -> str | None:
    others = [other for other in names if other not in name and name not in other]
    undated = [other for other in others if not _DATED.search(other)]
    return chance.choice(undated) if undated else None


def _negate(text: str, chance: random.Random) -> str | None:
    negated = list(_NEGATED.finditer(text))
    if negated:
        found = chance.choice(negated)
        kept = found["verb"] or found["can"] or ""
        return (text[: found.start()] + kept + text[found.end() :]).replace("  ", " ")
    affirmed = list(_AFFIRMED.finditer(text))
    if not affirmed:
        return None
    found = chance.choice(affirmed)
    return f"{text[: found.end()]} not{text[found.end() :]}"


def _exchange_people(text: str, chance: random.Random) -> str | None:
    """Exchange two sorts of people: "Staff support students", "Students support staff"."""
    places = list(_PERSON.finditer(text))
    pairs = [
        (a, b)
        for i, a in enumerate(places)
        for b in places[i + 1 :]
        if a[0].lower() != b[0].lower() and not _only_listed(text[a.end() : b.start()])
    ]
    if not pairs:
        return None
    first, second = chance.choice(pairs)
    led = second[0].capitalize() if first[0][0].isupper() else second[0].lower()
    between = text[first.end() : second.start()]
    return text[: first.start()] + led + between + first[0].lower() + text[second.end() :]


def _only_listed(between: str) -> bool:
    """Whether nothing stands between two words but what makes them a list, in any order."""
    left = re.sub(r"\b(?:and|or|young)\b|,", " ", between)
    return not _PERSON.sub(" ", left).strip()


def _other_subject(text: str, subjects: Sequence[str], chance: random.Random) -> str | None:
    found = _SUBJECT.match(text)
    others = [s for s in subjects if found and found["subject"].lower() not in s.lower()]
    if not found or not others:
        return None
    return chance.choice(others) + text[found.end() :]
