"""How evenly departments are filled (ROT-20: even load)."""

import numpy as np

from xinglin.kit.rotations.sequence import Floats, Integers

SMALLEST = 1.0  # residents; below, a mean says nothing about peaks
COUNTED = 2.0  # residents: departments with a smaller mean are left out of the measure


def marginal(load: Integers, mean: Floats, power: int) -> Floats:
    """What one more resident in each cell adds to Σ mean × (load ÷ mean)^power, which is smallest for an even load."""
    level = np.maximum(mean, SMALLEST)
    return np.asarray(level * (((load + 1) / level) ** power - (load / level) ** power))


def unevenness(load: Integers, mean: Floats) -> float:
    """The mean over departments of their highest load ÷ mean load; 1 is perfectly even, 0: no department counts."""
    counted = np.where(mean >= COUNTED, load / np.maximum(mean, COUNTED), 0.0)[:-1, :-1]
    peaks = counted.max(axis=1, initial=0.0)
    return float(peaks[peaks > 0].mean()) if (peaks > 0).any() else 0.0
