"""A person's initials in a circle, in the colour they have in every list."""

import html
from zlib import crc32

import streamlit as st


def avatar(name: str, user_id: object, *, size: int = 56) -> None:
    """Draw it; it tells nothing that does not stand beside it, so screen readers skip it."""
    hue = crc32(str(user_id).encode()) % 360
    words = [word for word in name.replace("@", " ").split() if word[:1].isalnum()]
    initials = "".join(word[0] for word in (words[:1] + words[1:][-1:]))[:2].upper() or "?"
    st.html(
        f'<div aria-hidden="true" style="width:{size}px;height:{size}px;border-radius:50%;display:flex;'
        f"align-items:center;justify-content:center;font-weight:600;font-size:{size // 3}px;"
        f'background:hsl({hue} 70% 90%);color:hsl({hue} 60% 28%)">{html.escape(initials)}</div>',
        width="content",
    )
