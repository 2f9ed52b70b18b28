"""Which way the text of a PDF page runs, and the page turned so that it runs from left to right."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import pi

from hejia.checker.reading.ruling import Box

Corners = tuple[float, float, float, float]
"""left, bottom, right, top in the page's own points, y growing upwards."""


@dataclass(frozen=True, slots=True)
class Turn:
    """From a page's own points to upright ones with y downwards, and back.

    `quarters`: how many quarter turns, against the clock, the text is turned by. What a viewer
    is told about showing the page (`/Rotate`) does not matter: only how the text runs.
    """

    quarters: int
    page: Corners

    def box(self, corners: Corners) -> Box:
        """The upright box of a rectangle of the page."""
        left, bottom, right, top = corners
        west, south, east, north = self.page
        if self.quarters == 1:
            return Box(bottom - south, left - west, top - south, right - west)
        if self.quarters == 2:
            return Box(east - right, bottom - south, east - left, top - south)
        if self.quarters == 3:
            return Box(north - top, east - right, north - bottom, east - left)
        return Box(left - west, north - top, right - west, north - bottom)

    def corners(self, box: Box) -> Corners:
        """The rectangle of the page that an upright box is: the inverse of `box`."""
        west, south, east, north = self.page
        if self.quarters == 1:
            return (box.top + west, box.left + south, box.bottom + west, box.right + south)
        if self.quarters == 2:
            return (east - box.right, box.top + south, east - box.left, box.bottom + south)
        if self.quarters == 3:
            return (east - box.bottom, north - box.right, east - box.top, north - box.left)
        return (box.left + west, north - box.bottom, box.right + west, north - box.top)


def quarter(clockwise: float) -> int | None:
    """The quarter turns of an angle in radians, as PDFium gives it: with the clock.

    None for slanted text, which is a watermark.
    """
    turns = -clockwise / (pi / 2)
    nearest = round(turns)
    return nearest % 4 if abs(turns - nearest) < 0.1 else None


def usual(quarters: Sequence[int]) -> int:
    """The way most of the text runs; 0 for a page without text."""
    return Counter(quarters).most_common(1)[0][0] if quarters else 0
