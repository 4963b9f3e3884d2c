"""The record of processing activities (GDPR Art. 30): what personal data is used for here, made from the registry."""

import pandas as pd

from usercore.frames.tables import frame
from usercore.language import say
from usercore.permissions import Permission
from usercore.personal import MEASURES
from usercore.steps import processing
from usercore.work import Work, needs


@needs(Permission.READ_PRIVACY)
def activities(work: Work) -> pd.DataFrame:  # noqa: ARG001 - the same for everyone
    """One row for each kind of data: to which activity it belongs, why, by which right, whose, for whom, how long."""
    return frame(processing.rows(), processing.COLUMNS)


@needs(Permission.READ_PRIVACY)
def about(work: Work) -> pd.DataFrame:
    """Who answers for the data, whom to write to (None where it is not set), and how the data is kept safe."""
    measures = [say(measure) for measure in MEASURES]
    return frame(
        [(work.settings.controller, work.settings.privacy_contact, measures)], ["controller", "contact", "measures"]
    )
