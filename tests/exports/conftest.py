"""Someone of whom there is something wherever there can be, beside somebody else."""

import pytest

from tests.builders import a_user
from tests.personal.stuffed import stuff

OTHER = "quokka"


@pytest.fixture
def everywhere(core):
    """Someone whose number stands in every column that can hold one, and the rows."""
    person = a_user(core, "own-nightingale@example.com", name="Nina Nightingale")
    other = a_user(core, f"{OTHER}@example.com", name=f"{OTHER} the other")
    return person, other, stuff(core, person, other)
