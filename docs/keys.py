"""What each key of study.toml is for; docs/generate.py refuses to make the page while one is missing here."""

from __future__ import annotations

#: Keys that mean the same in every section that reads a csv or spreadsheet.
TABLES = {
    "file": "path of the file; activity takes several, `*`, and addresses that a server knows",
    "encoding": "where the file does not speak for itself: `utf-8`, `cp949`, `windows-1252`",
    "delimiter": "between cells, where it is not found: `;`",
    "sheet": "of a workbook; the first, where not said",
    "header": "line of the column names, counted from 1; found, where not said",
    "decimal": "decimal sign",
    "thousands": "sign between thousands; `1,234` is a fault where it is not declared",
    "blank": 'texts that mean that there is no value: `["-", "NA"]`',
    "where": 'rows to keep: `{ level = "1", type = ["photo", "video"] }`; the others are counted',
}

KEYS: dict[str, dict[str, str]] = {
    "[study]": {
        "title": "in each language wanted: `{ en = \"...\", ko = \"...\" }`",
        "timezone": "in which days and months begin: `Asia/Seoul`",
        "description": "a sentence under the title, in each language",
        "unit": "what one case is called, in each language",
        "synthetic": "whether the data are synthetic; then every page and file says SYNTHETIC",
        "printed": "file with printed numbers to compare with",
        "engine": "what counts posts and dated counts: `duckdb`, or a server: `spark://host:port`",
        "printed_source": "where they were printed, in each language",
    },
    "[governments]": {
        "id": "column of the ids",
        "name": "column of the names, in each language: `{ en = \"name_en\", ko = \"name_ko\" }`; all serve linking",
        "level": "column that tells the tiers",
        "parent": "column of the region that a government lies in",
        "country": "instead of a file: the register of a country that comes along (`kr`)",
        "at": "the day whose governments are meant, with `country`",
        "codes": "file of dated codes: columns `government`, `code`, `valid_from`, `valid_to`",
    },
    "[survey]": {
        "government": "which variable names the government",
        "missing": "codes or labels that mean missing, by question: `{ certainty = [9] }`",
        "labels": "labels of codes, by question, where the file has none: `{ certainty = { \"1\" = \"sure\" } }`",
        "sets": "questions with several answers that the file does not declare",
        "purposes": "the purposes and their strategies",
        "confidence": "how sure officials are",
    },
    "[survey.sets.NAME]": {
        "kind": "one 0/1 column an answer, several columns with codes, or one cell with the answers in a row",
        "items": "the columns; for `delimited`, the one column",
        "counted": "the code that means chosen; found for usual codes such as 1 and yes",
        "separator": "between the answers of a `delimited` cell",
        "label": "what the question asks",
    },
    "[survey.purposes]": {
        "set": "the set of several answers that holds the purposes",
        "strategy": "purposes of each strategy: `{ push = [\"promotion\"], pull = [\"opinions\"] }`",
        "expected": "the strategy that the literature expects",
    },
    "[survey.confidence]": {
        "item": "the question",
        "positive": "the answers that count as sure; formulas may say `in positive`",
        "order": "all answers from one end to the other; with it a trend is tested",
    },
    "[accounts]": {
        "account": "column of the account: name, `@name` or address",
        "government": "column of the government, or a link",
        "platform": "posts older than it are left out",
        "shared": "an account of several governments counts for each of them, or once, for the first",
        "several": "several accounts of one government are added up, or the largest counts",
    },
    "[activity.NAME]": {
        "archive": "folder of an archive, in place of `file`; it knows its own columns, and which zeros are real",
        "version": "archive: the version that is read, so that later collections change nothing",
        "platform": "archive: whose accounts; that of `[accounts]`, where not said",
        "account": "column of the account; a dot reaches into nested json",
        "government": "column of the government or a link, where the file names governments itself",
        "time": "column of the date and time",
        "on": "the day of all counts, where the file has no time column",
        "timezone": "of times that do not say their zone; the study's, where not said",
        "window": "first and last day, both included",
        "id": "posts: column of the post's id, which finds posts harvested twice",
        "complete": "posts: whether the file holds every post of every account; only then is silence a zero",
        "value": "dated counts: column of the count; without it the file holds posts",
        "measure": "dated counts: what was counted, `likes` or `followers`; the two are never mixed. Of "
        "an archive, which counts are taken",
        "take": "dated counts: which count in the window",
    },
    "[statistics.NAME]": {
        "government": "column of the government, or a link",
        "columns": "our name = the file's column; all columns, where not said",
        "text": "which of them are text",
    },
    "government = { ... }": {
        "column": "the column that names the government",
        "by": "what it holds",
        "parent": "column of the region, for names that several governments bear",
        "crosswalk": "file with the columns `text`, `government` and, where needed, `parent`; it wins over everything",
        "at": "the day at which dated codes are read",
    },
    "[variables]": {
        "formula": "arithmetic over the study's variables",
        "label": "as tables show it, in each language",
        "digits": "decimals in the descriptive table",
    },
    "[[sample]]": {
        "keep": "formula: 1 stays, 0 is excluded by rule, missing cannot be decided and counts as missing",
        "reason": "in each language",
    },
    "[[models]]": {
        "name": "small letters, digits, `-` and `_`; names the table's files",
        "outcome": "a variable",
        "factors": "variables",
        "title": "caption of the table, in each language",
        "family": "linear regression",
        "errors": "standard errors",
        "cluster": "deep runs: variable of governments that may depend on one another, such as their province",
        "exposure": "deep runs: variable above 0, such as inhabitants, for count models of the rate",
        "weight": "deep runs: variable of 0 or more by which governments are weighted; 0 leaves one out",
        "outcome_range": "deep runs: least and largest value that a missing outcome could have: `[0, 300_000]`",
    },
    "[firmness]": {
        "errors": "errors that count as checks; `HC4`, `pairs t` and `pairs BCa` are shown in any case",
        "multipliers": "of the wild bootstrap; `webb` has more patterns where clusters are few",
        "draws": "of each random method of errors",
        "power": "how often an effect is to be found, for the smallest effects",
        "response": "variables known of every government in the sample, from which weights for who is complete follow",
        "groups": "factors whose shares of R² are told together: "
        '`{ purposes = ["purpose_push", "purpose_pull"] }`; names are shown as `[labels]` has them',
    },
    "[specifications]": {
        "models": "names of the models whose outcome and factors are varied; all, where not said",
        "draws": "draws of the joint tests under the null",
        "level": "below which p counts as significant; also the level of the smallest effects found",
        "seed": "of the draws",
        "factors": "sets of factors; every subset, where not declared",
        "transform": "forms of the outcome: `none` (where not declared), `log`, `log1p`, `asinh`, `sqrt`, `rank`",
        "family": "families of models: `ols`; `ols`, where not declared",
        "errors": "standard errors: `classical`, `HC0` to `HC4`; `classical`, where not declared",
        "sample": "`study` (the study's own rules; where not declared), `all` (every government), others with a `keep`",
        "outliers": (
            "`keep` (where not declared), `winsorise` (2.5th and 97.5th percentile), `drop-largest`, `drop-3-sd`, "
            "`drop-influential` (Cook's distance above 4/n)"
        ),
        "missing": "`joint` (all factors known; where not declared), `each` (those of the specification known), "
        "`imputed` (filled in several times and pooled)",
    },
    "[specifications.DECISION]": {
        "reason": "why there is more than one option, in each language",
        "options": "the options, by name or as tables",
    },
    "[specifications.factors]": {
        "reason": "in each language",
        "options": "`subsets`, `declared` (all of the model), `one-left-out`, `one-alone`",
        "always": "factors that every specification of `subsets` holds",
        "needed": "factors that a defensible specification holds",
    },
    "options = [ ... ]": {
        "take": "the option's name",
        "label": "as figures show it, in each language",
        "reason": "in each language",
        "defensible": "whether the authors would defend it; a specification is defensible where all its options are",
        "keep": "of `sample` only: formula, beside the study's own rules",
    },
    "[report]": {
        "languages": "of the report, the first one shown first",
        "formats": "what a run writes where `--formats` does not say",
        "stars": "the legend: `{ \"*\" = 0.10, \"**\" = 0.05 }`",
        "complete_cases": "one sample for all models, or one for each",
        "style": "how numbers and captions are written",
        "sorted_activity": "Fig. 2 as a panel a measure, or as the paper printed it: two lines on two axes",
        "columns": "of the tables of models in documents, in their order; csv and json hold all. "
        "Without it, those of the style: all but `vif` for `apa`, else all",
        "template": "a journal's Word file whose styles and page `docx` takes",
        "csv_encoding": "`utf-8-sig` for Excel, which takes other csv for the machine's own encoding",
        "prose": "whether each table of results is followed by what it says in sentences",
    },
    "[[decisions]]": {
        "choice": "in each language",
        "reason": "in each language",
        "alternatives": "what else could have been chosen, in each language",
    },
}  # fmt: skip
