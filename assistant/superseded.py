"""Superseded: documents that others have replaced, and questions about the past."""

import re
from collections.abc import Mapping

from assistant.manifest import Record

_OF_DOCUMENTS = (
    r"(?:polic(?:y|ies)|versions?|editions?|strateg(?:y|ies)|rules?|values?|plans?|guidance|guides?"
    r"|guidelines?|handbooks?|procedures?|documents?|frameworks?|charters?|missions?|visions?"
    r"|wordings?|statements?|slogans?|straplines?|mottos?|aims?|objectives?|priorities|pillars?"
    r"|principles?|targets?|pledges?|promises?|ambitions?|names?|rates?|allowances?|entitlements?)"
)
_OLD = (
    r"(?<!how )(?<!years )(?<!year )(?<!yrs )(?<!yr )(?<!months )(?<!month )(?<!my )(?<!your )"
    r"\b(?:old(?:er)?|earlier|previous|former)\s+"
    rf"(?!than\b|people|person|adult|patient)(?=(?:[\w’'-]+\s+){{0,2}}{_OF_DOCUMENTS}\b)"
)
"""What is old matters only of what a document may say: neither older people nor my old badge."""
_ADVERBS = r"(?:previously|formerly|originally|in the past|back then)"
_OF_THEN = re.compile(
    rf"{_OLD}|\bsuperseded\b|\blast version\b|\bdid .{{1,60}} use to\b"
    r"|\b(?:was|were) (?:[\w’'-]+ ){0,4}(?:previous|former)\b",
    re.IGNORECASE,
)
_THEN = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bbe )(?<!\bget )(?<!\bgetting )"
    rf"\bused to (?:be|have|say|cost|get|do|mean|offer)\b|\b{_ADVERBS}\b"
    r"|\b(?:was|were|did|had|been)\b[^.?!]{1,80}\bbefore(?: (?:this|that|the new)\b|[\s?.!]*$)",
    re.IGNORECASE,
)
_THE_ASKER = re.compile(r"\bI\b", re.IGNORECASE)
_USED_TO_BE = re.compile(
    r"^(?P<asks>what|who|where) did (?P<subject>.{1,80}?) use(?:d)? to be\b", re.IGNORECASE
)
_MARKS = re.compile(
    rf"(?:{_OLD}|\b(?:use(?:d)? to(?: be)?|previous(?:ly)?|former(?:ly)?|{_ADVERBS}|superseded"
    r"|before(?=[\s?.!]*$))\b)\s*",
    re.IGNORECASE,
)


def superseded_by(records: Mapping[str, Record]) -> Mapping[str, str]:
    """Return for each document that was replaced the one that replaced it, itself in force."""
    direct = {old: record.id for record in records.values() for old in record.entry.supersedes}
    return {old: _latest(new, direct) for old, new in direct.items()}


def asks_about_the_past(question: str) -> bool:
    """Return whether a question asks how things were before, and not only what its asker was."""
    if _OF_THEN.search(question):
        return True
    return _THEN.search(question) is not None and not _THE_ASKER.search(question)


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
