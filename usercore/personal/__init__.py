"""What is held about people: of every table and column whose it is, why it is there, what leaves in an export and what
goes at erasure.
"""

from usercore.personal.activities import ACTIVITIES, MEASURES
from usercore.personal.holdings import Activity, Basis, Erase, Holding, Withheld
from usercore.personal.registry import BY_NAME, HOLDINGS, NOBODY, THINGS, about_people

__all__ = [
    "ACTIVITIES",
    "BY_NAME",
    "HOLDINGS",
    "MEASURES",
    "NOBODY",
    "THINGS",
    "Activity",
    "Basis",
    "Erase",
    "Holding",
    "Withheld",
    "about_people",
]
