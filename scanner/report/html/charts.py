"""The charts: severities, ages, and the course over earlier reports. They are drawings in the page, without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scanner.report.html.markup import element, filled

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

WIDTH = 360
ROW = 26
LABEL, NUMBER = 80, 44
"""Width of what stands before and behind a bar."""

HEIGHT = 150
FOOT = 22
"""Height of the labels below columns and lines."""

MOST_POINTS = 40
"""Points of a line; of more reports the latest are drawn."""


class Bar(NamedTuple):
    """One bar: its label and its parts, each a class (for the colour) and a number."""

    label: str
    parts: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """The length of the whole bar."""
        return sum(number for _, number in self.parts)


class Point(NamedTuple):
    """What a report said: its label, and the numbers by class."""

    label: str
    numbers: dict[str, int]


def bars(bars_: Sequence[Bar], title: str) -> Element:
    """Return lying bars, one below the other."""
    most = max((bar.total for bar in bars_), default=0) or 1
    drawing = _drawing(title, ROW * len(bars_), [f"{bar.label} {bar.total}" for bar in bars_])
    for row, bar in enumerate(bars_):
        y, x = row * ROW, float(LABEL)
        drawing.append(element("text", bar.label, x="0", y=str(y + 17)))
        for class_, number in bar.parts:
            width = number / most * (WIDTH - LABEL - NUMBER)
            if number:
                drawing.append(_box(class_, x, y + 4, width, ROW - 8, f"{bar.label}, {class_}: {number}"))
            x += width
        drawing.append(element("text", str(bar.total), x=f"{x + 6:.1f}", y=str(y + 17)))
    return drawing


def columns(bars_: Sequence[Bar], title: str) -> Element:
    """Return standing columns, side by side."""
    most = max((bar.total for bar in bars_), default=0) or 1
    drawing = _drawing(title, HEIGHT, [f"{bar.label} {bar.total}" for bar in bars_])
    room, step = HEIGHT - FOOT - 18, WIDTH / len(bars_)
    for place, bar in enumerate(bars_):
        middle, y = (place + 0.5) * step, float(HEIGHT - FOOT)
        for class_, number in bar.parts:
            height = number / most * room
            y -= height
            if number:
                box = _box(class_, place * step + 4, y, step - 8, height, f"{bar.label}, {class_}: {number}")
                drawing.append(box)
        drawing.append(element("text", str(bar.total), x=f"{middle:.1f}", y=f"{y - 5:.1f}", text_anchor="middle"))
        label = element("text", bar.label, x=f"{middle:.1f}", y=str(HEIGHT - 6), text_anchor="middle")
        drawing.append(label)
    return drawing


def lines(points: Sequence[Point], classes: Sequence[str], title: str) -> Element:
    """Return a line for each class over the points, from left to right."""
    points = points[-MOST_POINTS:]
    most = max((number for point in points for number in point.numbers.values()), default=0) or 1
    told = [f"{point.label}: " + ", ".join(f"{point.numbers[name]} {name}" for name in classes) for point in points]
    drawing = _drawing(title, HEIGHT, told)
    left, right, top, bottom = 34.0, float(WIDTH - 12), 12.0, float(HEIGHT - FOOT)
    step = (right - left) / max(len(points) - 1, 1)
    for number, y in ((most, top), (0, bottom)):
        drawing.append(element("line", class_="axis", x1=f"{left}", x2=f"{right}", y1=f"{y}", y2=f"{y}"))
        drawing.append(element("text", str(number), x=f"{left - 6}", y=f"{y + 4}", text_anchor="end"))
    for class_ in classes:
        places = [
            (left + place * step, bottom - point.numbers[class_] / most * (bottom - top))
            for place, point in enumerate(points)
        ]
        drawing.append(element("polyline", class_=class_, points=" ".join(f"{x:.1f},{y:.1f}" for x, y in places)))
        for point, (x, y) in zip(points, places, strict=True):
            dot = element("circle", class_=class_, cx=f"{x:.1f}", cy=f"{y:.1f}", r="3.5")
            drawing.append(filled(dot, [element("title", f"{point.label}: {point.numbers[class_]} {class_}")]))
    for x, anchor, point in ((left, "start", points[0]), (right, "end", points[-1])):
        drawing.append(element("text", point.label, x=f"{x}", y=str(HEIGHT - 5), text_anchor=anchor))
    return drawing


def legend(classes: Sequence[str]) -> Element:
    """Return what the colours stand for."""
    return element(
        "p",
        *(element("span", element("i", class_=name), name) for name in classes),
        class_="legend",
        aria_hidden="true",
    )


def _drawing(title: str, height: int, told: Sequence[str]) -> Element:
    return element(
        "svg",
        element("title", title),
        viewBox=f"0 0 {WIDTH} {height}",
        role="img",
        aria_label=f"{title}: {'; '.join(told)}",
    )


def _box(class_: str, x: float, y: float, width: float, height: float, told: str) -> Element:
    box = element(
        "rect", class_=class_, x=f"{x:.1f}", y=f"{y:.1f}", width=f"{max(width, 1):.1f}", height=f"{height:.1f}"
    )
    return filled(box, [element("title", told)])
