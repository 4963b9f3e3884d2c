"""Where the list of people writes. A page's script is run anew for each visitor, and with it what it defines: so not there."""

from typing import NamedTuple

from streamlit.delta_generator import DeltaGenerator


class Places(NamedTuple):
    """Where the list writes. They stay as they are while it changes: the fewer parts a click draws, the sooner it shows.
    Something is written into each in every run: Streamlit lets a fragment fill none later that a whole run left empty.
    """

    line: DeltaGenerator
    buttons: DeltaGenerator
    search: DeltaGenerator
    rows: DeltaGenerator
    foot: DeltaGenerator
