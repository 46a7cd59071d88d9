"""Encodings: from a text file's bytes to its text, whatever program saved it."""

import codecs
import re

from assistant.errors import UnreadableFile


def decode_text(data: bytes, name: str, *, declared: str | None = None) -> str:
    """Return the text of `data`, its encoding told from the bytes themselves.

    A byte-order mark decides, then valid UTF-8, then the pattern of UTF-16, then the encoding
    the file declares. Any other single-byte text is read as Windows-1252, of which Latin-1's
    printable characters are a part, unless that gives no plausible words. Raises
    UnreadableFile if the bytes are not text.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_exactly(data[len(mark) :], encoding, name)
    if b"\0" in data:
        return _decode_exactly(data, _utf16_without_mark(data, name), name)
    try:
        return _require_text(data.decode("utf-8"), name)
    except UnicodeDecodeError:
        pass
    if declared and _is_other_known_encoding(declared):
        try:
            return _require_text(data.decode(declared), name)
        except UnicodeDecodeError:
            pass
    text = _require_text(_decode_windows_1252(data), name)
    return text if _is_plausible(text) else _guess_encoding(data) or text


_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def _decode_exactly(data: bytes, encoding: str, name: str) -> str:
    try:
        return _require_text(data.decode(encoding), name)
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            f"{name} is damaged: it says it is {encoding.upper()} text, and byte {error.start:,} "
            "is not. Save it again as UTF-8."
        ) from error


def _utf16_without_mark(data: bytes, name: str) -> str:
    sample = data[:4096]
    half = max(len(sample) // 2, 1)
    for encoding, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        if zeros.count(0) > 0.4 * half and zeros.count(0) > 0.9 * sample.count(0):
            return encoding
    raise _not_text(name)


def _require_text(text: str, name: str) -> str:
    sample = text[:20000]
    controls = len(_CONTROL_CHARACTERS.findall(sample))
    if controls > max(2, 0.01 * len(sample)):
        raise _not_text(name)
    return text


_CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def _not_text(name: str) -> UnreadableFile:
    return UnreadableFile(
        f"{name} is not text, whatever its name says. "
        "Open it in the program that made it and save it as PDF, Word or plain text."
    )


def _is_other_known_encoding(declared: str) -> bool:
    """Tell whether a declared encoding says more than Windows-1252 would.

    Browsers, too, read pages that declare Latin-1 or ASCII as Windows-1252 (WHATWG Encoding).
    """
    try:
        known = codecs.lookup(declared).name
    except LookupError:
        return False
    return known not in {"utf-8", "ascii", "iso8859-1", "cp1252", "utf-16", "utf-16-le", "utf-7"}


def _decode_windows_1252(data: bytes) -> str:
    """Return every byte as a character: five bytes mean nothing in Windows-1252."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return "".join(
            bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in data
        )


_COMMON_SIGNS = re.compile("[‘’‚“”„–—…•€£¢§©®°±²³¹¼½¾·«»¡¿ªº´¨×÷™†‡¬\xa0\xad]")
_LETTER_IN_WORD = re.compile(r"(?<![À-ÿŠšŽžŒœŸ])[À-ÖØ-öø-ÿŠšŽžŒœŸ](?![À-ÿŠšŽžŒœŸ]{2})")


def _is_plausible(text: str) -> bool:
    unusual = [character for character in text if character > "\x7f"]
    common = len(_COMMON_SIGNS.findall(text)) + len(_LETTER_IN_WORD.findall(text))
    return common >= 0.8 * len(unusual) and len(unusual) <= 0.3 * len(text)


def _guess_encoding(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:200_000]).best()
    if best is None:
        return None
    try:
        return data.decode(best.encoding)
    except UnicodeDecodeError:
        return None
