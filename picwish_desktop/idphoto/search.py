"""Finding a document type by what a person types."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from picwish_desktop.idphoto.spec import DocumentSpec
from picwish_desktop.model.sheet import MM_PER_INCH

_NUMBER = r"(\d+(?:[.,]\d+)?)"
_UNIT = r"(mm|cm|px|pixels?|in|inch(?:es)?|[\"”]|′′)"
_SIZE = re.compile(rf"{_NUMBER}\s*{_UNIT}?\s*[x×х*✕]\s*{_NUMBER}?\s*(?:{_UNIT}(?!\w)|[mcpi](?!\w))?")
"""“35 x 45 mm”, “35×45”, “2 in x 2 in”, and what is typed of it so far, a unit's first letter too; one of the crosses
is a Cyrillic letter."""
_LONGEST = 100
"""Characters of a query that are looked at."""
_UNDIVIDED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\u1100-\u11ff]")
"""Thai, Japanese, Chinese and Korean, which are written without spaces, or are when they are typed."""
_LETTERS = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "’": "", "'": ""})
_TOLERANCE_MM = 0.3
"""By which a size may miss the one that people call it: 50.8 mm are 51."""


@dataclass(frozen=True, slots=True)
class _Index:
    """What of one document type can be typed, folded."""

    id: str
    name: str
    title: frozenset[str]
    """The words of its id, country and name."""
    words: frozenset[str]
    """Those that it has besides."""
    sizes: frozenset[str]
    text: str
    """All of it, for scripts without spaces."""


def find_documents(
    query: str, specs: Sequence[DocumentSpec], favourites: Collection[str] = (), recent: Sequence[str] = ()
) -> list[DocumentSpec]:
    """Those in which every word of `query` begins a word, or is a size: all for none. Favourites first, then the last
    used (`recent`, newest first), then the best match, then those whose name begins with a word of the query, then by
    country and name."""
    asked = _asked(query)
    used = {id_: place for place, id_ in reversed(list(enumerate(recent)))}
    found = []
    for spec in specs:
        index = _index(spec)
        rank = _rank(asked, query, index)
        if rank is not None:
            match = rank, not _begins_its_name(asked, index)
            order = (spec.id not in favourites, used.get(spec.id, len(used)), match, spec.country, spec.name, spec.id)
            found.append((order, spec))
    found.sort(key=lambda pair: pair[0])
    return [spec for _, spec in found]


def fold(text: str) -> str:
    """Without case, accents and marks; wide digits are plain ones. Korean falls into its letters, so that a syllable
    that is half typed begins its word."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char)).translate(_LETTERS)


def _asked(query: str) -> list[tuple[str, bool]]:
    """The words of a query, folded; with each whether it is a size."""
    folded = fold(query[:_LONGEST])
    sizes = [(_size(*match.groups()), True) for match in _SIZE.finditer(folded)]
    return sizes + [(word, False) for word in re.split(r"[\s,;/·()]+", _SIZE.sub(" ", folded)) if word]


def _rank(asked: list[tuple[str, bool]], query: str, index: _Index) -> int | None:
    """0 where the query is the id; None where a word of it is nowhere."""
    if query.strip().lower() == index.id:
        return 0
    ranks = [_size_rank(word, index) if is_size else _word_rank(word, index) for word, is_size in asked]
    return None if None in ranks else 1 + sum(rank for rank in ranks if rank is not None)


def _begins_its_name(asked: list[tuple[str, bool]], index: _Index) -> bool:
    return any(index.name.startswith(word) for word, is_size in asked if not is_size)


def _size_rank(size: str, index: _Index) -> int | None:
    if any(known.startswith(size) for known in index.sizes):
        return 0 if any(re.fullmatch(re.escape(size) + "[a-z]*", known) for known in index.sizes) else 1
    return _word_rank(size, index)


def _word_rank(word: str, index: _Index) -> int | None:
    if word in index.title or word in index.words:
        return 0
    if any(known.startswith(word) for known in index.title):
        return 1
    if any(known.startswith(word) for known in index.words):
        return 2
    if word[0].isdecimal() and any(known.startswith(word) for known in index.sizes):
        return 3
    if _UNDIVIDED.search(word) and _is_made_of(word, index.text):
        return 3
    return None


def _is_made_of(word: str, text: str) -> bool:
    """Whether `word` is in `text`, or is pieces that are: 中国护照 is 中国 and 护照. Only the last, which may be half
    typed, has less than two characters."""
    if word in text:
        return True
    reached = {0}
    for start in range(len(word)):
        if start in reached:
            ends = (*range(start + 2, len(word)), len(word))
            reached |= {end for end in ends if word[start:end] in text}
    return len(word) in reached


@lru_cache(maxsize=1024)
def _index(spec: DocumentSpec) -> _Index:
    title = _words(f"{spec.country} {spec.name}") | _words(spec.id.replace("-", " ")) | {spec.id}
    return _Index(
        spec.id,
        fold(spec.name),
        frozenset(title),
        frozenset().union(*map(_words, spec.words)),
        _sizes(spec),
        _text(spec),
    )


def _text(spec: DocumentSpec) -> str:
    return "\n".join(map(fold, (spec.country, spec.name, *spec.words)))


def _sizes(spec: DocumentSpec) -> frozenset[str]:
    sizes = set()
    if spec.size_mm:
        width, height = spec.size_mm
        for factor, unit in ((1.0, "mm"), (0.1, "cm")):
            sizes.add(_plain_size(width * factor, height * factor, unit))
        sizes.add(_plain_size(round(width), round(height), "mm"))
        inches = [round(side / MM_PER_INCH * 2) / 2 for side in spec.size_mm]
        if all(
            abs(near * MM_PER_INCH - side) <= _TOLERANCE_MM for near, side in zip(inches, spec.size_mm, strict=True)
        ):
            sizes.add(_plain_size(inches[0], inches[1], "in"))
    pixels = [spec.print_pixels, *((spec.pixels.least, spec.pixels.most) if spec.pixels else ())]
    return frozenset(sizes | {_plain_size(size[0], size[1], "px") for size in pixels if size})


def _plain_size(width: float, height: float, unit: str) -> str:
    return f"{width:.6g}x{height:.6g}{unit}"


def _size(width: str, unit: str | None, height: str | None, last_unit: str | None) -> str:
    """As `_plain_size` writes it, as far as it is typed."""
    typed = (last_unit or unit or "") if height else ""
    known = "in" if typed in ("inch", "inches", '"', "”", "′′") else "px" if typed.startswith("pixel") else typed
    return f"{width}x{height or ''}{known}".replace(",", ".")


def _words(text: str) -> set[str]:
    """Of a folded text; one with hyphens whole and in parts."""
    whole = re.findall(r"[\w-]+", fold(text))
    return {word for word in whole + re.findall(r"\w+", " ".join(whole)) if word.strip("-")}
