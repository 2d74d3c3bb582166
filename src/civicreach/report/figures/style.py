"""How all figures look: one type, two tones that survive grey printing, quiet axes."""

from __future__ import annotations

from typing import Any

#: Distinct in colour, in grey and to colour-blind readers (Okabe & Ito 2008, blue and vermilion).
BLUE, VERMILION, GREY = "#0072b2", "#d55e00", "#8a93a3"

FONT = "Noto Sans, Noto Sans KR, Noto Sans CJK KR, Apple SD Gothic Neo, Malgun Gothic, NanumGothic, sans-serif"


def styled(chart: Any) -> Any:
    """A chart in the project's style."""
    return (
        chart.configure(font=FONT, background="white", padding=6)
        .configure_view(stroke=None)
        .configure_axis(
            grid=True,
            gridColor="#e8ebf0",
            domainColor="#5a6478",
            tickColor="#5a6478",
            labelColor="#1d2433",
            titleColor="#1d2433",
            labelFontSize=11,
            titleFontSize=12,
            titleFontWeight="normal",
            labelLimit=320,
            titleLimit=420,
        )
        .configure_title(fontSize=13, fontWeight="bold", color="#1d2433", anchor="start")
        .configure_legend(labelFontSize=11, titleFontSize=12, titleFontWeight="normal", labelLimit=320)
    )


def rows(values: list[dict[str, Any]]) -> Any:
    """Rows of data inside a chart."""
    import altair as alt

    return alt.InlineData(values=values)
