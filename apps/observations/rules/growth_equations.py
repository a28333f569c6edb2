"""Estimated fetal weight out of ultrasound measures, and what a fetus of an age measures on average.

Measures in mm, weights in g, ages in weeks with decimals. Sources stand beside each formula; `checked` in `SOURCES`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from apps.observations.rules.tables import Source

HADLOCK_1985: Final = Source("Hadlock 1985", "Hadlock et al., AJOG 1985 151:333", "seen")
HADLOCK_1991: Final = Source("Hadlock 1991", "Hadlock et al., Radiology 1991", "seen")
INTERGROWTH_2014: Final = Source("INTERGROWTH-21st", "Papageorghiou et al., Lancet 2014", "seen")
INTERGROWTH_SFH: Final = Source("INTERGROWTH-21st", "Papageorghiou et al., BMJ 2016", "seen")
INTERGROWTH_EFW: Final = Source("INTERGROWTH-21st", "Stirnemann et al., UOG 2017", "seen")
INTERGROWTH_HADLOCK: Final = Source(
    "INTERGROWTH-21st Hadlock-based 2020", "Stirnemann et al., AJOG 2020", "seen"
)


@dataclass(frozen=True)
class Biometry:
    """Measures of one fetus in mm; None: not taken."""

    bpd_mm: float | None = None
    hc_mm: float | None = None
    ac_mm: float | None = None
    fl_mm: float | None = None


@dataclass(frozen=True)
class Estimate:
    """An estimated weight. A scan is off by about a tenth (1 SD 7 to 10 %): never shown as one certain number."""

    weight_g: float
    formula: str
    origin: Source

    @property
    def range_g(self) -> tuple[float, float]:
        """A tenth below and above."""
        return self.weight_g * 0.9, self.weight_g * 1.1


def hadlock_3(hc_mm: float, ac_mm: float, fl_mm: float) -> float:
    """Return g from HC, AC and FL (Hadlock 1985): the form behind the WHO charts."""
    hc, ac, fl = hc_mm / 10, ac_mm / 10, fl_mm / 10
    return 10 ** (1.326 - 0.00326 * ac * fl + 0.0107 * hc + 0.0438 * ac + 0.158 * fl)


def hadlock_4(bpd_mm: float, hc_mm: float, ac_mm: float, fl_mm: float) -> float:
    """Return g from BPD, HC, AC and FL (Hadlock 1985)."""
    bpd, hc, ac, fl = bpd_mm / 10, hc_mm / 10, ac_mm / 10, fl_mm / 10
    return 10 ** (1.3596 - 0.00386 * ac * fl + 0.0064 * hc + 0.00061 * bpd * ac + 0.0424 * ac + 0.174 * fl)


def hadlock_2(ac_mm: float, fl_mm: float) -> float:
    """Return g from AC and FL (Hadlock 1985, recalled): where the head could not be measured."""
    ac, fl = ac_mm / 10, fl_mm / 10
    return 10 ** (1.304 + 0.05281 * ac + 0.1938 * fl - 0.004 * ac * fl)


def intergrowth_weight(hc_mm: float, ac_mm: float) -> float:
    """Return g from HC and AC (Stirnemann et al. 2017). Only beside the INTERGROWTH standard of 2017."""
    ac, hc = ac_mm / 1000, hc_mm / 1000
    return math.exp(5.084820 - 54.06633 * ac**3 - 95.80076 * ac**3 * math.log(ac) + 3.136370 * hc)


def hadlock(given: Biometry) -> Estimate | None:
    """Return Hadlock's estimate by three measures, else by the two without the head; None where AC or FL is missing.

    Three, not four: centiles of WHO were made with it, and one formula makes scans comparable.
    """
    if given.ac_mm is None or given.fl_mm is None:
        return None
    if given.hc_mm is None:
        weight = hadlock_2(given.ac_mm, given.fl_mm)
        return Estimate(weight, "hadlock_ac_fl", Source("Hadlock 1985", HADLOCK_1985.source, "recalled"))
    return Estimate(hadlock_3(given.hc_mm, given.ac_mm, given.fl_mm), "hadlock_hc_ac_fl", HADLOCK_1985)


def hadlock_by_four(given: Biometry) -> Estimate | None:
    """Return Hadlock's estimate by four measures, beside the usual one; None where one of them is missing."""
    if None in (given.bpd_mm, given.hc_mm, given.ac_mm, given.fl_mm):
        return None
    weight = hadlock_4(given.bpd_mm, given.hc_mm, given.ac_mm, given.fl_mm)  # type: ignore[arg-type]
    return Estimate(weight, "hadlock_bpd_hc_ac_fl", HADLOCK_1985)


def intergrowth(given: Biometry) -> Estimate | None:
    """Return the INTERGROWTH estimate; None where HC or AC is missing."""
    if given.hc_mm is None or given.ac_mm is None:
        return None
    return Estimate(intergrowth_weight(given.hc_mm, given.ac_mm), "intergrowth_hc_ac", INTERGROWTH_EFW)


def mean_and_sd(measure: str, week: float) -> tuple[float, float]:
    """Return INTERGROWTH's mean and SD of `hc`, `bpd`, `ac`, `fl` (mm, Lancet 2014) or `sfh` (cm, BMJ 2016)."""
    return MOMENTS[measure](week)


def _hc(w: float) -> tuple[float, float]:
    ln = math.log(w)
    mean = -28.2849 + 1.69267 * w**2 - 0.397485 * w**2 * ln
    return mean, 1.98735 + 0.0136772 * w**3 - 0.00726264 * w**3 * ln + 0.000976253 * w**3 * ln**2


def _bpd(w: float) -> tuple[float, float]:
    ln = math.log(w)
    mean = 5.60878 + 0.158369 * w**2 - 0.00256379 * w**3
    sd = 0.101242 + 0.00150557 * w**3 - 0.000771535 * w**3 * ln + 0.0000999638 * w**3 * ln**2
    return mean, math.exp(sd)


def _ac(w: float) -> tuple[float, float]:
    mean = -81.3243 + 11.6772 * w - 0.000561865 * w**3
    return mean, -4.36302 + 0.121445 * w**2 - 0.0130256 * w**3 + 0.00282143 * w**3 * math.log(w)


def _fl(w: float) -> tuple[float, float]:
    mean = -39.9616 + 4.32298 * w - 0.0380156 * w**2
    return mean, math.exp(0.605843 - 42.0014 * w**-2 + 0.00000917972 * w**3)


def _sfh(w: float) -> tuple[float, float]:
    mean = 5.133374 + 0.1058353119 * w**2 - 0.0231295 * w**2 * math.log(w)
    return mean, 0.9922667 + 0.0258087 * w


MOMENTS: Final = {"hc": _hc, "bpd": _bpd, "ac": _ac, "fl": _fl, "sfh": _sfh}


def hadlock_1991(week: float) -> tuple[float, float]:
    """Return mean and SD in g of the weight at an age (Hadlock 1991): ln mean is a parabola, SD 12.7 % of the mean.

    The printed 10th centile is a little lower than this gives; the equation is what counts here.
    """
    mean = math.exp(0.578 + 0.332 * week - 0.00354 * week**2)
    return mean, 0.127 * mean


def lms_2017(week: float) -> tuple[float, float, float]:
    """Return L, M and S of ln(weight in g) for INTERGROWTH's own estimate (Stirnemann et al. 2017)."""
    ln = math.log(week)
    skew = -4.257629 - 2162.234 * week**-2 + 0.0002301829 * week**3
    middle = 4.956737 + 0.0005019687 * week**3 - 0.0001227065 * week**3 * ln
    spread = 0.0001 * (-6.997171 + 0.057559 * week**3 - 0.01493946 * week**3 * ln)
    return skew, middle, spread


def lms_2020(week: float) -> tuple[float, float, float]:
    """Return L, M and S of ln(weight in g) for Hadlock's estimate (INTERGROWTH, Stirnemann et al. 2020)."""
    tens = (week / 10) ** -2
    skew = 9.43643 + 9.41579 * tens - 83.54220 * math.log(week / 10) * tens
    middle = -2.42272 + 1.86478 * math.sqrt(week) - 0.0000193299 * week**3
    spread = 0.0193557 + 0.0310716 * tens - 0.0657587 * math.log(week / 10) * tens
    return skew, middle, spread
