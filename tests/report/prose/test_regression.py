"""What is said of a regression is what its unrounded p, its legend and its signs say, in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.analysis.factors.ols import Constant, OLSResult
from civicreach.records.words import message
from civicreach.report.locale import Locale
from civicreach.report.prose.regression import regression_claims
from civicreach.report.prose.saying import Prose
from civicreach.report.style import STYLES
from civicreach.report.table import Table
from civicreach.report.tables.regression import regression_table

KOREA = {"*": 0.10, "**": 0.05, "***": 0.01}
PLAIN = STYLES["plain"]

#: One letter each, none of which is part of another's name or a word of a sentence.
NAMES = tuple(f"〈{letter}〉" for letter in "ABCDEFGHIJKLMNOPQRST")

SIGNIFICANT = {
    "en": re.compile(
        r"At the (?P<level>[\d.]+) level(?:, and not at (?P<not>[\d.]+),)? there is a significant "
        r"(?P<way>positive|negative) association with Likes for (?P<names>.*)\.$"
    ),
    "ko": re.compile(
        r"(?P<names>.*)은\(는\) 유의수준 (?P<level>[\d.]+)에서만? 좋아요 수와 통계적으로 유의한 "
        r"(?P<way>정\(\+\)|부\(-\))의 관련이 "
        r"(?:있는 것으로 나타났다|있으며, 유의수준 (?P<not>[\d.]+)에서는 유의하지 않았다)\.$"
    ),
}
NOT = {
    "en": re.compile(
        r"Even at the (?P<level>[\d.]+) level no significant association with Likes is found for (?P<names>.*)"
    ),
    "ko": re.compile(
        r"(?P<names>.*)은\(는\) 유의수준 (?P<level>[\d.]+)에서도 좋아요 수와 통계적으로 유의한 관련이 확인되지 않았다"
    ),
}
WITHOUT = {"en": "No p can be computed", "ko": "p값을 구할 수 없어"}
ABOUT_CHANCE = {"en": r"significan", "ko": r"유의"}


def result(
    estimate: list[float], p: list[float], *, p_f: float = 0.001, adjusted: float = 0.5, n: int = 300, vif: float = 1.5
) -> OLSResult:
    k = len(estimate)
    b, ps = np.array(estimate), np.array(p)
    undefined = message("the factors reproduce the outcome exactly, so there are no residuals to divide by")
    return OLSResult(
        outcome="likes", names=NAMES[:k], n=n, estimate=b, std_error=np.abs(b) / 2 + 0.1, beta=b / 10, t=b, p=ps,
        vif=np.full(k, vif), tolerance=np.full(k, 1 / vif), constant=Constant(1.0, 1.0, 1.0, 0.5),
        r_squared=0.6, adjusted_r_squared=adjusted, f=12.5, df_model=k, df_residual=n - k - 1, p_f=p_f,
        residual_std_error=1.0, rss=1.0, fitted=None, residuals=None,
        undefined=undefined if np.isnan(ps).any() else None, method="moments", condition=1.0, digits=15.0,
    )  # fmt: skip


def table_of(fit: OLSResult, legend: Mapping[str, float]) -> Table:
    table = regression_table(fit, key="model-likes", caption="Likes", labels={}, legend=legend)
    return replace(table, number="4")


def sentences(table: Table, language: str) -> list[str]:
    claims = regression_claims(table, outcome={"en": "Likes", "ko": "좋아요 수"})
    prose = Prose({table.key: claims}, {table.key: table})
    return [prose.sentence(claim, Locale(language), PLAIN) for claim in claims]


def named(text: str) -> set[str]:
    return {name for name in NAMES if name in text}


probabilities = st.one_of(
    st.floats(1e-12, 1.0),
    st.sampled_from(
        [0.0499999, 0.05, 0.0500001, 0.0496, 0.0504, 0.0099999, 0.01, 0.076, 0.1, 0.0999999, 1.0, float("nan")]
    ),
)
coefficients = st.one_of(st.floats(-1e6, 1e6), st.sampled_from([0.0, 1e-7, -1e-7, -0.0]))
legends = st.sampled_from([KOREA, {"*": 0.05, "**": 0.01, "***": 0.001}, {"*": 0.05}, {"†": 0.1, "*": 0.05}, {}])
models = st.lists(st.tuples(coefficients, probabilities), min_size=1, max_size=20)


@settings(max_examples=150, deadline=None)
@given(models, legends, st.sampled_from(["en", "ko"]))
def test_significant_only_at_the_level_that_p_meets_and_in_the_direction_of_the_sign(
    model: list[tuple[float, float]], legend: dict[str, float], language: str
) -> None:
    estimate, p = ([pair[i] for pair in model] for i in (0, 1))
    # a coefficient of zero has p = 1
    p = [1.0 if b == 0 and q == q else q for b, q in zip(estimate, p, strict=True)]
    said = sentences(table_of(result(estimate, p), legend), language)
    facts = dict(zip(NAMES, zip(estimate, p, strict=False), strict=False))
    seen: list[str] = []
    for sentence in said:
        if found := SIGNIFICANT[language].match(sentence):
            level = float(found["level"])
            assert level in legend.values()
            for name in named(found["names"]):
                b, q = facts[name]
                assert q < level
                assert not any(q < stricter for stricter in legend.values() if stricter < level)
                assert (b > 0) == (found["way"] in ("positive", "정(+)")) and b != 0
                assert found["not"] is None or q >= float(found["not"])
                seen.append(name)
        elif found := NOT[language].match(sentence):
            assert float(found["level"]) == max(legend.values())
            for name in named(found["names"]):
                assert facts[name][1] >= max(legend.values())
                seen.append(name)
        elif sentence.startswith(WITHOUT["en"]) or WITHOUT["ko"] in sentence:
            assert all(np.isnan(facts[name][1]) for name in named(sentence))
            seen += named(sentence) if legend else ()
        elif re.search(ABOUT_CHANCE[language], sentence):
            # about the model as a whole, or that no levels are set
            assert not named(sentence)
    # every factor is spoken of once, in the place where it belongs
    assert sorted(seen) == (sorted(facts) if legend else [])


@settings(max_examples=100, deadline=None)
@given(models, legends, st.sampled_from(["en", "ko"]), st.sampled_from(list(STYLES)))
def test_every_number_is_the_text_of_a_cell_that_the_claim_names(
    model: list[tuple[float, float]], legend: dict[str, float], language: str, style: str
) -> None:
    table = table_of(result(*([pair[i] for pair in model] for i in (0, 1))), legend)
    claims = regression_claims(table, outcome="Likes")
    prose, locale = Prose({table.key: claims}, {table.key: table}), Locale(language)
    heads = {column.key: locale.say(column.label) for column in (*table.columns, *(c for c, _ in table.summary))}
    for claim in claims:
        assert claim.cells
        allowed = " ".join(f"{prose.text(at, locale, STYLES[style])} {heads.get(at.column, '')}" for at in claim.cells)
        text = prose.sentence(claim, locale, STYLES[style]).replace("Table 4", "").replace("표 4", "")
        assert set(re.findall(r"[\d,.]*\d", text)) <= set(re.findall(r"[\d,.]*\d", allowed)), text


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_papers_error_cannot_be_made(language: str) -> None:
    """Gathering opinions has p = .076: significant at 0.10 and nothing stricter."""
    said = " ".join(sentences(table_of(result([27.4], [0.076]), KOREA), language))
    assert {"en": "At the 0.10 level, and not at 0.05,", "ko": "유의수준 0.10에서만"}[language] in said
    assert "0.01 level there" not in said and "유의수준 0.01에서 좋아요" not in said


def test_nothing_significant_is_one_sentence_with_the_range_of_p() -> None:
    said = sentences(table_of(result([1.0, -1.0, 2.0], [0.9, 0.3, 0.11], p_f=0.4), KOREA), "en")
    assert said[1] == (
        "The model as a whole is not significant even at the 0.10 level (F (3, 296) = 12.500, p = 0.400); its "
        "coefficients are to be read with that in mind."
    )
    assert said[2] == (
        "Even at the 0.10 level no significant association with Likes is found for 〈A〉, 〈B〉 and 〈C〉 "
        "(p = 0.110 to 0.900)."
    )


def test_twenty_factors_are_two_sentences_with_the_coefficient_of_each() -> None:
    said = sentences(table_of(result([1.0, -1.0] * 10, [0.001] * 20), KOREA), "en")
    found = [sentence for sentence in said if "significant positive" in sentence or "significant negative" in sentence]
    assert len(found) == 2
    assert found[0].count("β = 0.100") == 10 and "p" not in found[0].split("for ", 1)[1]


def test_one_factor_is_not_told_of_others() -> None:
    said = " ".join(sentences(table_of(result([1.0], [0.2]), KOREA), "en"))
    assert "(p = 0.200)" in said and "other factors" not in said and "number of factors" not in said


@pytest.mark.parametrize("language", ["en", "ko"])
def test_without_a_legend_nothing_is_called_significant(language: str) -> None:
    said = sentences(table_of(result([1.0, -1.0], [0.0001, 0.5]), {}), language)
    text = " ".join(said)
    assert {"en": "none of the p values is called significant", "ko": "유의성은 판단하지 않는다"}[language] in text
    assert not re.search(r"is a significant|유의한|유의하였다", text)
    direction = {"en": "positive for 〈A〉 (β = 0.100, p < 0.001)", "ko": "정(+)인 요인은 〈A〉(β=0.100, p<0.001)"}
    assert direction[language] in text


def test_without_p_the_reason_is_given() -> None:
    nan = float("nan")
    said = sentences(table_of(result([1.0, -1.0], [nan, nan], p_f=nan), KOREA), "en")
    assert any(
        s.startswith("No p can be computed for 〈A〉 and 〈B〉 (the factors reproduce the outcome exactly")
        for s in said
    )
    assert not any("significan" in s for s in said)


def test_below_zero_the_adjusted_r2_is_named_as_what_it_is() -> None:
    said = sentences(table_of(result([1.0], [0.5], adjusted=-0.031), KOREA), "en")
    assert any(s.startswith("The adjusted R² is below zero (-0.031)") for s in said)
    assert not any("below zero" in s for s in sentences(table_of(result([1.0], [0.5]), KOREA), "en"))


@pytest.mark.parametrize(("p", "side"), [(0.0499, "lies just below 0.05"), (0.0501, "does not lie below 0.05")])
def test_a_p_that_reads_as_the_level_is_told_on_its_side(p: float, side: str) -> None:
    said = sentences(table_of(result([1.0], [p]), KOREA), "en")
    assert any(s == f"Before rounding, the p of 〈A〉 (p = 0.050) {side}." for s in said)
    assert not any("Before rounding" in s for s in sentences(table_of(result([1.0], [0.048]), KOREA), "en"))


def test_a_coefficient_that_reads_zero_is_told_in_units() -> None:
    fit = replace(result([-3e-6], [0.001]), std_error=np.array([1e-6]), t=np.array([-3.0]))
    said = " ".join(sentences(table_of(fit, KOREA), "en"))
    assert "negative association with Likes for 〈A〉 (b = -0.00000300, p = 0.001)" in said
    coarse = replace(fit, std_error=np.array([1.0]))
    assert "for 〈A〉 (t = -3.000, p = 0.001)" in " ".join(sentences(table_of(coarse, KOREA), "en"))


def test_few_cases_and_shared_variance_are_said() -> None:
    few = " ".join(sentences(table_of(result([1.0, 2.0], [0.1, 0.2], n=19), KOREA), "en"))
    enough = " ".join(sentences(table_of(result([1.0, 2.0], [0.1, 0.2], n=20), KOREA), "en"))
    assert "fewer than ten cases" in few and "fewer than ten cases" not in enough
    tied = " ".join(sentences(table_of(result([1.0, 2.0], [0.1, 0.2], vif=12.0), KOREA), "en"))
    assert "〈A〉 (VIF = 12.00) and 〈B〉 (VIF = 12.00)" in tied and "VIF" not in enough


@pytest.mark.parametrize("language", ["en", "ko"])
def test_no_word_of_causes(language: str) -> None:
    said = " ".join(sentences(table_of(result([1.0, -2.0, 0.5], [0.001, 0.02, 0.5]), KOREA), language))
    assert not re.search(
        r"\b(effect|affect|influence|impact|increase|lead|because of|explain)|영향|효과|증가|때문", said
    )
    assert {"en": "not causes", "ko": "인과관계를 뜻하지 않는다"}[language] in said
