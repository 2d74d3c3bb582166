"""How governments are called on their pages: without the words around a name, in short, and in English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .handles import normal_account
from .names import matching_key, normal_name

_KOREAN = (
    "공식", "페이지", "페이스북", "인스타그램", "유튜브", "트위터", "블로그", "채널", "계정", "시청", "군청", "구청",
    "도청", "소식", "뉴스", "홍보", "대표", "네이버", "밴드", "카카오스토리", "티스토리",
)  # fmt: skip
#: Words around the name of a government in the names of its pages.
_AROUND = frozenset((
    "official", "page", "facebook", "instagram", "youtube", "twitter", "x", "channel", "city", "town", "of", "the",
    "council", "county", "district", "borough", "government", "municipality", "hall", "local", "metropolitan",
    "office", "province", "provincial", "special", "self", "governing", "state", "sns", "tv", "news", *_KOREAN,
))  # fmt: skip
#: The same, written without a space between them.
_GLUED = re.compile(f"(?:{'|'.join(_KOREAN)})+(?:sns|tv)?|(?:sns|tv)?(?:{'|'.join(_KOREAN)})+")
_OFFICE = re.compile(r"(?<=[가-힣][시군구도])청$")
#: Large cities of Korea call themselves so since 2022.
_LARGE = re.compile(r"(?<=[가-힣])특례시")

#: What ends the name of a body that has its seat in the place of a government, and is none of its pages.
_OTHER_BODY = re.compile(
    "(?:의회|교육청|교육지원청|보건소|경찰청|경찰서|소방서|소방본부|도서관|공사|공단|재단|체육회|센터|박물관|미술관|위원회|"
    "대학교|대학|은행|신문|일보|방송|상공회의소|법원|검찰청|세무서|복지관|문화원)$"
)
_PARTS = re.compile(r"[()\[\]{}<>|/·•:_,【】「」『』]| [-–—] ")
_TIER = re.compile(r"[가-힣][시군구도]$")
#: Words beside a name in an account's name, often without anything between them.
_FILLERS = (
    "official", "city", "gov", "korea", "kr", "hall", "office", "blog", "page", "news", "info", "tv", "sns", "story",
    "nuri", "sarang", "diary", "life", "talk", "happy", "good", "great", "love", "pride", "hello", "my", "smart", "new",
    "enjoy", "our", "the",
)  # fmt: skip
_ALONE = frozenset((*_FILLERS, "go", "i", "we"))
#: More readings of one account's name than these are no name of a place.
_READINGS = 64
#: 시, 군, 구 and 도 at the end of a name that was written with Latin letters and without the dash.
_ROMAN_TIER = re.compile(r"([a-z]{4,}?|seo|nam|buk)(si|gun|gu|do)")

_CITY = re.compile(r"(.+?)(?:통합특별시|특별자치시|특별시|광역시)")
_SELF_GOVERNING = re.compile(r"(.+?)특별자치도")
_TWO_SYLLABLES = re.compile(r"[충전경][북남]")
_PROVINCE = re.compile(r"(\w+?)(?:(buk|nam))?-do")
_LOWER = re.compile(r"(\w{4,})-(?:si|gun|gu)")


def page_name(text: str) -> str:
    """The name of a page without the words around the name of its government, as a key to compare.

    >>> page_name("Leeds City Council (official page)"), page_name("수원시청 공식페이스북"), page_name("수원특례시")
    ('leeds', '수원시', '수원시')
    """
    words = [_LARGE.sub("시", _OFFICE.sub("", word)) for word in normal_name(text).split()]
    kept = [word for word in words if word not in _AROUND and not _GLUED.fullmatch(word)]
    return matching_key(" ".join(kept or words))


def page_parts(text: str) -> Iterator[str]:
    """Parts of a page's name that may be a government's name by themselves: in brackets, and in another script.

    Only what names itself a city, county, district or province counts, for a place alone may be anybody's.

    >>> list(page_parts("부산시대 (Busan Metropolitan City)")), list(page_parts("강남구청 Gangnam-gu Office"))
    (['Busan Metropolitan City'], ['강남구청', 'Gangnam-gu Office'])
    >>> list(page_parts("카페 | 부산"))
    []
    """
    for part in dict.fromkeys((*_PARTS.split(text), *_by_script(text))):
        part = part.strip()
        if part and part != text.strip() and _names_a_tier(part):
            yield part


def called(name: str) -> Iterator[str]:
    """What a government is called besides a name of its own; other countries' names have no such forms.

    >>> list(called("광주광역시")), list(called("제주특별자치도")), list(called("충북")), list(called("Gangnam-gu"))
    (['광주시'], ['제주도'], ['충북도'], ['Gangnam'])
    >>> list(called("Chungcheongbuk-do")), list(called("Gyeonggi-do"))
    (['North Chungcheong', 'Chungbuk', 'Chungbuk-do'], ['Gyeonggi'])
    """
    if city := _CITY.fullmatch(name):
        yield f"{city[1]}시"
    elif province := _SELF_GOVERNING.fullmatch(name):
        yield f"{province[1]}도"
    elif _TWO_SYLLABLES.fullmatch(name):
        yield f"{name}도"
    elif (romanised := _PROVINCE.fullmatch(name)) and romanised[2]:
        side = "North" if romanised[2] == "buk" else "South"
        yield f"{side} {romanised[1]}"
        # Chungcheong, Jeolla and Gyeongsang are cut to their first syllable
        first = {"Chungcheong": "Chung", "Jeolla": "Jeon", "Gyeongsang": "Gyeong"}.get(romanised[1], romanised[1])
        yield f"{first}{romanised[2]}"
        yield f"{first}{romanised[2]}-do"
    elif plain := romanised or _LOWER.fullmatch(name):
        yield plain[1]


def is_other_body(text: str) -> bool:
    """Whether a page is of a body beside the government, such as its council's or a health centre's.

    >>> is_other_body("성남시의회"), is_other_body("성남시청 공식")
    (True, False)
    """
    return any(_OTHER_BODY.search(word) for word in normal_name(text).split())


def handle_readings(account: str) -> tuple[str, ...]:
    """What the name of an account may say: its words, and the same with what often stands beside a name cut off.

    Whole first, and the more is cut off its words the later: "new" is a word beside a name, and begins Newcastle.
    Numbers and the likes of ``UC...`` tell nothing.

    >>> handle_readings("@seoul_official2"), handle_readings("@newcastle"), handle_readings("facebook.com/77")
    (('seoul official', 'seoul'), ('newcastle', 'castle'), ())
    >>> handle_readings("facebook.com/jejudo"), handle_readings("facebook.com/greatjeonnam")
    (('jeju do',), ('greatjeonnam', 'jeonnam'))
    """
    name = normal_account(account)
    if "/" in name or name.isdecimal() or name.startswith("UC"):
        return ()
    found = [tuple(re.sub(r"[._\-@0-9]+", " ", name).split())]
    for words in found:  # grows by what is cut off
        found += [shorter for shorter in dict.fromkeys(_cut(words)) if shorter not in found]
        if len(found) > _READINGS:
            break
    found.sort(key=lambda words: (-_letters(word for word in words if word not in _ALONE), -_letters(words)))
    return tuple(dict.fromkeys(filter(None, (" ".join(map(_tier_apart, words)) for words in found))))


def _cut(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The words with one thing less that may stand beside a name."""
    for place, word in enumerate(words):
        before, after = words[:place], words[place + 1 :]
        if word in _ALONE:
            if not _ALONE.issuperset((*before, *after)):
                yield before + after
            continue
        for filler in _FILLERS:
            for rest in {word.removeprefix(filler), word.removesuffix(filler)} - {word}:
                if len(rest) >= 4:
                    yield (*before, rest, *after)


def _letters(words: Iterable[str]) -> int:
    return sum(map(len, words))


def _tier_apart(word: str) -> str:
    return " ".join(tier.groups()) if (tier := _ROMAN_TIER.fullmatch(word)) else word


def _by_script(text: str) -> tuple[str, str]:
    words = re.split(r"[^\w-]+", text)
    korean = [word for word in words if re.search("[가-힣]", word)]
    latin = [word for word in words if re.search("[A-Za-z]", word) and word not in korean]
    return " ".join(korean), " ".join(latin)


def _names_a_tier(part: str) -> bool:
    if re.search("[가-힣]", part):
        return bool(_TIER.search(page_name(part)))
    words = normal_name(part).split()
    said = {"city", "county", "district", "province", "government", "council", "office", "hall", "metropolitan"}
    return len(words) > 1 and bool(said.intersection(words) or {"gu", "si", "gun", "do"}.intersection(words[1:]))
