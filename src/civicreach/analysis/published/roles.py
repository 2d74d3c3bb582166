"""What the columns and rows of a printed table hold, by the words that papers use."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

_COLUMNS: Mapping[str, str] = {
    "beta": "beta|β|coefficient β|coefficient beta|coefficients beta|coef β|std beta|standardized beta|"
    "standardised beta|standardized coefficient|standardised coefficient|"
    "standardized coefficients|standardized coefficient beta|standardized coefficient ß|stndardized coefficient|"
    "stndardized coefficient ß|ß|std coef|std coeff|standardized β|stand beta|stdbeta|beta coefficient|"
    "표준화계수|표준화 계수",
    "b": "b|coef|coeff|coefficient|coefficients|estimate|estimates|est|unstandardized b|unstandardized coefficient|"
    "unstandardised coefficient|unstandardized coefficients|unstd b|비표준화계수|회귀계수|계수",
    "se": "se|s e|std error|std err|standard error|standard errors|stderr|se b|seb|std e|표준오차",
    "t": "t|t value|tvalue|t val|t stat|t statistic|t ratio|t values|tstat",
    "z": "z|z value|z stat|z statistic|z ratio|zvalue",
    "p": "p|p value|pvalue|p val|p values|sig|sig 2 tailed|significance|prob|p t|p z|pr t|pr z|유의확률|유의수준|p값",
    "stars": "stars|star|marks",
    "lower": "lower|lo|ll|ci lower|lower ci|lcl|ci low|lower bound|conf low|2 5 percent|ci lo|llci|"
    "lower limit|ci lower bound",
    "upper": "upper|hi|ul|ci upper|upper ci|ucl|ci high|upper bound|conf high|97 5 percent|ci hi|ulci|"
    "upper limit|ci upper bound",
    "ci": "ci|confidence interval|conf interval|confidence limits|신뢰구간",
    "or": "or|odds ratio|odds ratios|exp b|expb|exp β|exp beta|오즈비|승산비|aor",
    "irr": "irr|incidence rate ratio|incidence rate ratios|rate ratio",
    "vif": "vif",
    "tolerance": "tolerance|tol|공차",
    "mean": "mean|m|average|avg|means|평균|mean value",
    "sd": "sd|s d|std dev|std deviation|standard deviation|stdev|std|stddev|standard dev|표준편차",
    "variance": "variance|var|분산",
    "min": "min|minimum|최소|최솟값|최소값|minimun",
    "max": "max|maximum|최대|최댓값|최대값|maximun",
    "median": "median|mdn|med|중앙값|중위수",
    "sum": "sum|sum of values|합",
    "n": "n|obs|observations|count|counts|freq|frequency|frequencies|cases|no|number|num|빈도|사례수|응답수|빈도수|명",
    "percent": "percent|percentage|pct|share|비율|백분율|퍼센트|percentages|proportion percent|%",
    "valid_percent": "valid percent|valid percentage|valid|유효퍼센트|유효 퍼센트|valid %",
    "cumulative_percent": "cumulative percent|cumulative percentage|cum percent|누적퍼센트|cumulative|cum|cumulative %",
}

_FIT: Mapping[str, str] = {
    "r2": "r2|r squared|rsquared|r square|rsq|r sq|결정계수|multiple r squared",
    "adjusted_r2": "adjusted r2|adj r2|adjusted r squared|adjusted r square|modified r2|adj r squared|adj r square|"
    "r2 adjusted|adjr2|r2 adj|corrected r2|수정된 r2|수정 r2|조정된 r2|수정된 결정계수",
    "f": "f|f value|f statistic|f stat|model f|f test|f statistics",
    "significance": "significance|sig|p|p value|significance f|sig f|prob f|p f|model p|prob",
    "n": "n|observations|obs|cases|sample size|number of observations|no of observations|사례수|표본수",
    "df1": "df1|df model|model df|df regression|numerator df|regression df",
    "df2": "df2|df residual|residual df|df error|df|denominator df|error df|degrees of freedom|자유도",
    "k": "k|number of factors|number of predictors",
    "sigma": "sigma|rmse|root mse|see|residual standard error|standard error of the estimate|"
    "std error of the estimate|residual se",
    "delta_r2": "delta r2|r2 change|change in r2|Δr2|Δ r2|delta r squared|r squared change|r square change",
    "delta_f": "delta f|f change|change in f|f for change in r2|Δf|Δ f",
    "delta_significance": "delta significance|sig f change|significance of change|p change|p of change",
    "stars": "stars",
    "pseudo_r2": "pseudo r2|pseudo r squared|mcfadden r2|nagelkerke r2|nagelkerke r square|cox snell r2|"
    "cox snell r square|mcfaddens r2",
}

_ROWS: Mapping[str, str] = {
    "total": r"(grand )?totals?|sum|all( respondents| cases| governments)?|합계|계|총계|전체|total n",
    "valid": r"(valid( total| n| cases| answers)?|total valid|subtotal|sub total|소계|유효( 합계)?)",
    "missing": r"(missing|invalid|no answer|no response|nonresponse|non response|not answered|refus\w*|system missing|"
    r"na|무응답|결측|결측치|모름 무응답|missing values?|not available|unanswered)( total| n| cases)?",
    "constant": r"constant|intercept|cons|상수|절편",
}


def _table(words: Mapping[str, str]) -> dict[str, str]:
    return {plain_name(word): role for role, line in words.items() for word in line.split("|")}


@lru_cache(maxsize=4096)
def plain_name(text: str) -> str:
    """A heading without case, accents of typing, brackets and signs.

    >>> plain_name("R² (Modified R²)"), plain_name("Std. Error"), plain_name("yes_percent")
    ('r2 modified r2', 'std error', 'yes percent')
    """
    text = unicodedata.normalize("NFKC", text.replace("ß", "β").replace("∆", "Δ")).casefold().replace("%", " percent ")
    # a machine name of several words may be written in one: StdError stays as it is, adjusted_r2 comes apart
    return re.sub(r"\s+", " ", re.sub(r"[^\w\s]|_", " ", text)).strip()


_COLUMN_ROLES = _table(_COLUMNS)
_FIT_ROLES = _table(_FIT)


@lru_cache(maxsize=4096)
def column_roles(name: str) -> tuple[tuple[str, ...], str]:
    """What a column holds, and the group it stands in; two roles where it prints two numbers.

    >>> column_roles("Std. Error"), column_roles("yes_percent"), column_roles("Model 1: b (se)")
    ((('se',), ''), (('percent',), 'yes'), (('b', 'se'), 'model 1'))
    """
    plain = plain_name(name)
    # the level of an interval is no group: 95% CI, CI (95%)
    leveled = re.search(r"\b(ci|lower|upper|interval|limits|신뢰구간)\b", plain)
    tokens = (re.sub(r"\b(90|95|99)( percent)?\b", "", plain) if leveled else plain).split()
    for start in range(len(tokens)):
        rest, group = " ".join(tokens[start:]), " ".join(tokens[:start])
        if rest in _COLUMN_ROLES:
            return (_COLUMN_ROLES[rest],), group
        for cut in range(start + 1, len(tokens)):
            first, second = " ".join(tokens[start:cut]), " ".join(tokens[cut:])
            if "(" in name and first in _COLUMN_ROLES and second in _COLUMN_ROLES:
                return (_COLUMN_ROLES[first], _COLUMN_ROLES[second]), group
    for end in range(len(tokens) - 1, 0, -1):
        if (first := " ".join(tokens[:end])) in _COLUMN_ROLES:
            return (_COLUMN_ROLES[first],), " ".join(tokens[end:])
    return (), plain


@lru_cache(maxsize=4096)
def fit_roles(name: str) -> tuple[str, ...]:
    """What a line of a model's fit holds; two where it prints two numbers.

    >>> fit_roles("R² (Modified R²)"), fit_roles("Adj. R-squared"), fit_roles("population")
    (('r2', 'adjusted_r2'), ('adjusted_r2',), ())
    """
    plain = plain_name(name)
    if plain in _FIT_ROLES:
        return (_FIT_ROLES[plain],)
    tokens = plain.split()
    for cut in range(1, len(tokens)):
        first, second = " ".join(tokens[:cut]), " ".join(tokens[cut:])
        if "(" in name and first in _FIT_ROLES and second in _FIT_ROLES:
            return _FIT_ROLES[first], _FIT_ROLES[second]
    return ()


@lru_cache(maxsize=4096)
def row_role(name: str) -> str:
    """Whether a row is a total, a valid total, missing or the constant; empty for any other.

    >>> row_role("Grand total"), row_role("(Constant)"), row_role("valid total"), row_role("population")
    ('total', 'constant', 'valid', '')
    """
    plain = plain_name(name)
    return next((role for role, pattern in _ROWS.items() if re.fullmatch(pattern, plain)), "")
