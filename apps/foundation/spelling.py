"""How far a word is from another one, counted in typing errors (Damerau 1964, neighbours swapped once). Pure."""

from __future__ import annotations


def distance(one: str, other: str, *, most: int) -> int:
    """Return the least number of letters changed, left out, added or swapped with their neighbour; above `most`
    some larger number."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [i]
        for j, of_other in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != of_other))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == of_other:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
