"""Superseded: documents that others have replaced, and questions about the past."""

import re
from collections.abc import Mapping

from assistant.manifest import Record

_PAST = re.compile(
    r"\b(?:used to (?:be|have|say|cost|get|do|mean|offer)|did .{1,60} use to|previous(?:ly)?"
    r"|former(?:ly)?|originally|(?<!how )old(?:er)?|earlier|superseded|in the past|last version"
    r"|back then|before (?:this|the new|that))\b"
    r"|\bbefore[\s?.!]*$",
    re.IGNORECASE,
)
_USED_TO_BE = re.compile(
    r"^(?P<asks>what|who|where) did (?P<subject>.{1,80}?) use(?:d)? to be\b", re.IGNORECASE
)
_MARKS = re.compile(
    r"\b(?:use(?:d)? to(?: be)?|previous(?:ly)?|former(?:ly)?|originally|old(?:er)?|earlier"
    r"|superseded|in the past|back then|before(?=[\s?.!]*$))\b\s*",
    re.IGNORECASE,
)


def superseded_by(records: Mapping[str, Record]) -> Mapping[str, str]:
    """Return for each document that was replaced the one that replaced it, itself in force."""
    direct = {old: record.id for record in records.values() for old in record.entry.supersedes}
    return {old: _latest(new, direct) for old, new in direct.items()}


def asks_about_the_past(question: str) -> bool:
    """Return whether a question asks how things were before."""
    return _PAST.search(question) is not None


def as_if_now(question: str) -> str:
    """Return a question about the past as an old document would have been asked it."""
    now = _USED_TO_BE.sub(r"\g<asks> are \g<subject>", question)
    return " ".join(_MARKS.sub("", now).split()) or question


def _latest(document: str, direct: Mapping[str, str]) -> str:
    seen = {document}
    while document in direct and direct[document] not in seen:
        document = direct[document]
        seen.add(document)
    return document
