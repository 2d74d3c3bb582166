"""Make the raw-looking inputs of this study from a synthetic twin of the published tables.

    python studies/korea-2015/make.py TWIN_FOLDER [OUT_FOLDER]

Every government, page, post and answer written here is SYNTHETIC. Ninety governments carry the numbers of
the twin, so that the published tables come out of an ordinary run; what the twin does not hold (the other
24 governments, single posts, earlier counts of Likes) is drawn from random numbers that never change.

The 24 governments outside the regression leave for reasons that can be seen in the files:

* 10 are unsure and 3 very unsure; 5 gave no answer on certainty;
* 6 are positive but incomplete: each lacks one thing, in another input, as `GAPS` says.

Needs the packages duckdb, and GNU PSPP for the SPSS file.
"""

from __future__ import annotations

import csv
import math
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import duckdb

SEED = 2015
KST = timezone(timedelta(hours=9))
POSTS_OPEN, POSTS_CLOSE = datetime(2015, 6, 1, tzinfo=KST), datetime(2015, 9, 1, tzinfo=KST)
LIKES_OPEN = datetime(2015, 9, 15, tzinfo=KST)
PURPOSES = {
    "promotion": "홍보 / Promotion",
    "information": "정보 제공 / Offering information",
    "cooperation": "협력 / Cooperation",
    "gathering_opinions": "의견 수렴 / Gathering opinions",
    "civil_affairs": "민원 처리 / Handling civil affairs",
}
CERTAINTY = {"very sure": 1, "sure": 2, "unsure": 3, "very unsure": 4, "": 9}
EXISTING, NEW, CONTRACTED = 1, 2, 3
NO_ANSWER = 9

#: What the six positive but incomplete governments lack, each one thing.
GAPS = {
    "likes": 6,  # observed before and after the window only
    "purposes": 9,  # the question was not answered, says the twin
    "page": 34,  # no Facebook page is known
    "statistics": 61,  # not in the table
    "budget": 81,  # the question was not answered
    "posts": 95,  # the page is known, and the harvest holds nothing of it
}
#: First tier among the 24 that the twin says nothing of; the twin itself has 17.
MORE_FIRST_TIER = {58, 74, 87}
#: A page in the harvest that is in no list of accounts.
STRAY_PAGE = "synthetic-ministry"


@dataclass(frozen=True)
class Case:
    """One synthetic government with all that the inputs say of it."""

    number: int
    first_tier: bool
    purposes: dict[str, int]
    certainty: int
    operation: int
    ordinance: int
    budget: int
    likes: int
    posts: int
    median_age: float
    population: int
    financial_independence: float
    province: str = ""

    @property
    def code(self) -> str:
        return f"S{self.number:03d}"

    @property
    def name_ko(self) -> str:
        return f"{'가상도' if self.first_tier else '가상시'} {self.number:03d}"

    @property
    def name_en(self) -> str:
        return f"Synthetic {'Province' if self.first_tier else 'City'} {self.number:03d}"

    @property
    def page(self) -> str:
        return self.name_en.lower().replace(" ", "-")


class Dice:
    """Random numbers that depend on nothing but their name."""

    def __init__(self, name: str) -> None:
        # only random() is promised to stay the same in later versions of Python
        self.share = random.Random(f"{SEED} {name}").random

    def whole(self, low: int, high: int) -> int:
        return low + int(self.share() * (high - low + 1))

    def tenths(self, low: float, high: float) -> float:
        return self.whole(round(low * 10), round(high * 10)) / 10

    def chance(self, share: float) -> bool:
        return self.share() < share


# The governments ---------------------------------------------------------------------------------------------


def read_cases(twin: Path) -> list[Case]:
    """The 114 governments, in order: 90 as the twin has them, and 24 of which the twin has the answers only."""
    complete = {row["case"]: row for row in read_rows(twin / "twin90.csv")}
    answers = read_rows(twin / "survey114.csv")
    cases = [
        case_of_twin(answer, complete[answer["case"]]) if answer["case"] in complete else invented_case(answer)
        for answer in answers
    ]
    regions = [case.code for case in cases if case.first_tier]
    return [case if case.first_tier else replace(case, province=regions[case.number % len(regions)]) for case in cases]


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def answered(row: dict[str, str]) -> tuple[dict[str, int], int]:
    return {item: int(row[item] or NO_ANSWER) for item in PURPOSES}, CERTAINTY[row["certainty"]]


def case_of_twin(answer: dict[str, str], row: dict[str, str]) -> Case:
    purposes, certainty = answered(answer)
    return Case(
        number=int(row["case"]),
        first_tier=row["level"] == "1",
        purposes=purposes,
        certainty=certainty,
        operation=NEW if row["new_operation"] == "1" else CONTRACTED if row["contract_operation"] == "1" else EXISTING,
        ordinance=int(row["system_legal"]),
        budget=int(row["budget"]),
        likes=int(row["N_like"]),
        posts=int(row["N_Post"]),
        median_age=float(row["median_age"]),
        population=int(row["population_total"]),
        financial_independence=float(row["f_independence"]),
    )


def invented_case(answer: dict[str, str]) -> Case:
    number = int(answer["case"])
    dice = Dice(f"government {number}")
    purposes, certainty = answered(answer)
    first_tier = number in MORE_FIRST_TIER
    population = dice.whole(900_000, 3_400_000) if first_tier else dice.whole(25_000, 620_000)
    return Case(
        number=number,
        first_tier=first_tier,
        purposes=purposes,
        certainty=certainty,
        operation=NEW if dice.chance(0.1) else CONTRACTED if dice.chance(0.12) else EXISTING,
        ordinance=int(dice.chance(0.45)),
        budget=0 if dice.chance(0.27) else dice.whole(2_000, 90_000) * 1_000,
        likes=400 + int(population * (0.004 + 0.04 * dice.share())),
        posts=dice.whole(3, 200),
        median_age=dice.tenths(36, 45) if first_tier else dice.tenths(37, 53),
        population=population,
        financial_independence=dice.tenths(25, 60) if first_tier else dice.tenths(5, 35),
    )


# The files ---------------------------------------------------------------------------------------------------


def write_csv(path: Path, rows: Iterable[Sequence[object]], encoding: str = "utf-8") -> None:
    with path.open("w", encoding=encoding, newline="") as lines:
        csv.writer(lines, lineterminator="\n").writerows(rows)


def write_governments(cases: list[Case], out: Path) -> None:
    rows = [
        (case.code, case.name_ko, case.name_en, "first tier" if case.first_tier else "lower tier", case.province)
        for case in cases
    ]
    write_csv(out / "governments.csv", [("code", "name_ko", "name_en", "level", "province"), *rows])


def survey_rows(cases: list[Case]) -> list[tuple[object, ...]]:
    """One row a response, with codes; a budget that was not answered is blank."""
    return [
        (
            case.code,
            case.name_ko,
            *case.purposes.values(),
            case.certainty,
            case.operation,
            case.ordinance,
            "" if case.number == GAPS["budget"] else case.budget,
        )
        for case in cases
    ]


SURVEY_COLUMNS = ("code", "name", *PURPOSES, "certainty", "operation", "ordinance", "budget")


def write_survey_csv(cases: list[Case], out: Path) -> None:
    write_csv(out / "survey.csv", [SURVEY_COLUMNS, *survey_rows(cases)], encoding="cp949")


def write_survey_sav(cases: list[Case], out: Path) -> None:
    program = shutil.which("pspp")
    if program is None:
        raise SystemExit("survey.sav needs GNU PSPP: install the package pspp and run again")
    items = " ".join(PURPOSES)
    item_labels = "\n  ".join(f"/{item} {label!r}" for item, label in PURPOSES.items())
    data = "\n".join("|".join(str(cell) for cell in row) for row in survey_rows(cases))
    with tempfile.TemporaryDirectory() as folder:
        syntax = Path(folder) / "survey.sps"
        target = Path(folder) / "survey.sav"
        syntax.write_text(
            f"""\
DATA LIST LIST ("|") NOTABLE /code (A4) name (A24) {items} certainty operation ordinance (F1.0) budget (F12.0).
BEGIN DATA
{data}
END DATA.
FILE LABEL 'SYNTHETIC answers: no row is a real government'.
VARIABLE LABELS
  code '기관 코드 / Code of the government (SYNTHETIC)'
  /name '기관명 / Name of the government (SYNTHETIC)'
  {item_labels}
  /certainty '소셜미디어 사용 목적 달성에 대한 확신 / Certainty that social media fulfil the purposes planned'
  /operation '소셜미디어 운영 주체 / Who operates social media'
  /ordinance '소셜미디어 운영 조례 유무 / Whether an ordinance governs the use of social media'
  /budget '소셜미디어 전담 예산(원) / Budget dedicated to social media (won)'.
VALUE LABELS
  {items} 0 'no' 1 'yes' {NO_ANSWER} 'no answer'
  /certainty 1 'very sure' 2 'sure' 3 'unsure' 4 'very unsure' {NO_ANSWER} 'no answer'
  /operation {EXISTING} 'existing department' {NEW} 'new entity' {CONTRACTED} 'contracted out'
  /ordinance 0 'no' 1 'yes'.
MISSING VALUES {items} certainty ({NO_ANSWER}).
VARIABLE LEVEL code name {items} operation ordinance (NOMINAL) certainty (ORDINAL) budget (SCALE).
MRSETS /MDGROUP NAME=$purposes LABEL='페이스북 사용 목적 / Purpose of using Facebook' VARIABLES={items} VALUE=1.
SAVE OUTFILE='{target.as_posix()}'.
""",
            encoding="utf-8",
        )
        run = subprocess.run(
            [program, "--syntax-encoding=UTF-8", "-o", "-", str(syntax)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={"LC_ALL": "C.UTF-8", "PATH": str(Path(program).parent)},
            check=False,
        )
        if run.returncode or "error:" in run.stdout + run.stderr or "warning:" in run.stdout + run.stderr:
            raise SystemExit(f"PSPP did not write survey.sav:\n{run.stdout}{run.stderr}")
        content = bytearray(target.read_bytes())
    # the header says when it was written; the same inputs are to give the same bytes
    content[92:109] = b"01 Nov 1512:00:00"
    (out / "survey.sav").write_bytes(content)


def has_page(case: Case) -> bool:
    return case.number != GAPS["page"]


def write_accounts(cases: list[Case], out: Path) -> None:
    rows = [
        (case.page, case.code, f"https://facebook.example/{case.page}")
        for case in sorted(cases, key=lambda case: case.page)
        if has_page(case)
    ]
    write_csv(out / "accounts.csv", [("page", "government", "url"), *rows])


def write_statistics(cases: list[Case], out: Path) -> None:
    listed = [case for case in cases if case.number != GAPS["statistics"]]
    total = sum(case.population for case in listed)
    rows = [
        (case.code, case.name_ko, f"{case.median_age:.1f}", case.population, f"{case.financial_independence:.1f}")
        for case in listed
    ]
    head: list[Sequence[object]] = [
        ("가상 시도·시군구 통계, 2015 (SYNTHETIC)",),
        (),
        ("행정구역코드", "행정구역", "중위연령", "총인구", "재정자립도"),
        ("S000", "가상 전국", "40.9", total, "45.1"),
    ]
    write_csv(out / "statistics.csv", [*head, *rows], encoding="cp949")


def write_likes(cases: list[Case], out: Path) -> None:
    seen = [row for case in cases if has_page(case) for row in likes_of(case)]
    rows = [(page, likes, at.strftime("%Y-%m-%d %H:%M")) for at, page, likes in sorted(seen, key=lambda row: row[:2])]
    write_csv(out / "likes.csv", [("page", "likes", "observed_at"), *rows])


def likes_of(case: Case) -> list[tuple[datetime, str, int | str]]:
    """Dated counts of one page; the last one from 15 to 25 September 2015 is the count of the study."""
    dice = Dice(f"likes {case.number}")

    def moment(day: int, hours: tuple[int, int]) -> datetime:
        return LIKES_OPEN + timedelta(days=day, hours=dice.whole(*hours), minutes=dice.whole(0, 59))

    late = dice.chance(0.3)
    last = moment(10, (15, 23)) if late else moment(dice.whole(4, 9), (9, 18))
    early = dice.chance(0.2)
    before = moment(-1, (20, 23)) if early else moment(-dice.whole(3, 12), (9, 18))
    after = moment(11, (0, 8)) if dice.chance(0.4) else moment(dice.whole(11, 15), (9, 18))
    between = [moment(day, (9, 18)) for day in (0, 2, 3) if dice.chance(0.5)]
    # one page in eight lost Likes in the window, so that the largest count is not the last one
    daily = case.likes * (0.0005 + 0.003 * dice.share()) * (-1 if dice.chance(0.125) else 1)
    times = [before, *between, last, after]
    if case.number == GAPS["likes"]:
        times = [before, after]
    rows: list[tuple[datetime, str, int | str]] = [
        (at, case.page, case.likes + math.floor(daily * ((at - last) / timedelta(days=1)))) for at in times
    ]
    if dice.chance(0.05):
        rows.append((moment(1, (9, 18)), case.page, ""))
    return rows


Post = tuple[str, str, str | None, str, str, int]


def write_posts(cases: list[Case], out: Path) -> None:
    """The harvest: newest post first, page by page, some posts twice, some without a date."""
    posts = [post for case in cases if has_page(case) and case.number != GAPS["posts"] for post in posts_of(case)]
    posts += page_posts(
        STRAY_PAGE, Dice("stray page"), 900_000, [POSTS_OPEN + timedelta(days=7 * n) for n in range(12)]
    )
    with duckdb.connect(config={"threads": 1}) as database, tempfile.TemporaryDirectory() as folder:
        rows = Path(folder) / "posts.csv"
        with rows.open("w", encoding="utf-8", newline="") as lines:
            csv.writer(lines, lineterminator="\n").writerows(posts)
        database.execute(
            f"""
            COPY (
                FROM read_csv('{rows.as_posix()}', header = false, nullstr = '', columns = {{
                    'page': 'VARCHAR', 'post_id': 'VARCHAR', 'created_at': 'TIMESTAMP',
                    'type': 'VARCHAR', 'message': 'VARCHAR', 'reactions': 'INTEGER'}})
            ) TO '{(out / "posts.parquet").as_posix()}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 19)
            """
        )


def posts_of(case: Case) -> list[Post]:
    """All posts of one page: in the window as many as the twin says, and others in May and September 2015."""
    dice = Dice(f"posts {case.number}")
    # in the first hours of a Korean month the clock of the platform still shows the month before
    night = min(case.posts, dice.whole(0, 2))
    times = [small_hours(POSTS_OPEN, dice) for _ in range(night)]
    times += [in_days(POSTS_OPEN, 92, dice) for _ in range(case.posts - night)]
    if case.number == 1:
        times[:2] = [POSTS_OPEN, POSTS_CLOSE - timedelta(seconds=1)]
        times += [POSTS_OPEN - timedelta(seconds=1), POSTS_CLOSE]
    times += [in_days(POSTS_OPEN - timedelta(days=31), 31, dice) for _ in range(outside(case.posts, dice))]
    times += [small_hours(POSTS_CLOSE, dice) for _ in range(dice.whole(0, 2))]
    times += [in_days(POSTS_CLOSE, 30, dice) for _ in range(outside(case.posts, dice))]
    return page_posts(case.page, dice, case.number, times, likes=case.likes)


def outside(posts: int, dice: Dice) -> int:
    return int(posts / 3 * (0.6 + 0.8 * dice.share()))


def in_days(start: datetime, days: int, dice: Dice) -> datetime:
    hours = dice.whole(8, 18) if dice.chance(0.93) else dice.whole(0, 23)
    return start + timedelta(days=dice.whole(0, days - 1), hours=hours, seconds=dice.whole(0, 3599))


def small_hours(day: datetime, dice: Dice) -> datetime:
    return day + timedelta(seconds=dice.whole(0, 9 * 3600 - 1))


def page_posts(page: str, dice: Dice, number: int, times: list[datetime], *, likes: int = 900) -> list[Post]:
    """Posts at these times, and what else a harvest holds: posts twice, undated, or older than the platform."""
    stamps: list[str | None] = [f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}+0000" for at in sorted(times)]
    milestone = dice.chance(0.05)
    if milestone:
        stamps.insert(0, f"1855-{dice.whole(1, 12):02d}-01T08:00:00+0000")
    if dice.chance(0.12):
        stamps.append(None)
    posts: list[Post] = []
    for order, stamp in enumerate(stamps):
        kind = ("photo", "status", "link", "video")[int(4 * dice.share() * dice.share())]
        if milestone and not order:
            kind = "milestone"
        message = f"SYNTHETIC 합성 게시물 {dice.whole(1, 12)}"
        reactions = int(math.sqrt(likes) * dice.share() * dice.share())
        post = (page, f"{9_000_000 + number}_{10_000 + order}", stamp, kind, message, reactions)
        posts += [post, post] if dice.chance(0.008) else [post]
    return posts[::-1]


FILES: dict[str, Callable[[list[Case], Path], None]] = {
    "governments.csv": write_governments,
    "survey.csv": write_survey_csv,
    "survey.sav": write_survey_sav,
    "accounts.csv": write_accounts,
    "likes.csv": write_likes,
    "posts.parquet": write_posts,
    "statistics.csv": write_statistics,
}


def main(twin: Path, out: Path) -> None:
    """Write all inputs into a folder."""
    cases = read_cases(twin)
    for name, write in FILES.items():
        write(cases, out)
        print(f"{name}: {(out / name).stat().st_size:,} bytes")


if __name__ == "__main__":
    if len(sys.argv) not in {2, 3}:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) == 3 else Path(__file__).parent)
