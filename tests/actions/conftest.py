"""An auditor beside the four: to her everyone is masked until she says why she looks."""

import pytest

from tests.actions.revealing import IRIS
from tests.builders import a_user, signed_in


@pytest.fixture
def iris(core):
    """The auditor."""
    a_user(core, IRIS, name="Iris Auditor", role="auditor")
    return signed_in(core, IRIS)
