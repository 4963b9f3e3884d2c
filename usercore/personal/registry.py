"""Every table of the schema: whose it is, or why it is nobody's. A test walks the schema and names what is missing."""

from usercore.personal import accounts, agreeing, asking, helping, inviting, keeping, trail
from usercore.personal.holdings import Holding

HOLDINGS: tuple[Holding, ...] = (
    *accounts.ALL,
    *inviting.ALL,
    *helping.ALL,
    *agreeing.ALL,
    *asking.ALL,
    *keeping.ALL,
    *trail.ALL,
)
BY_NAME = {holding.name: holding for holding in HOLDINGS}

# Tables that hold nothing about a person, and how we know.
NOBODY = {
    "audit_anchors": "What stands for a month of the log that was removed: counts, hashes and moments.",
    "audit_chains": "Where the chain of the log ends: a place and a hash.",
    "consent_purposes": "What consent is asked for.",
    "instances": "That this house was set up, what programs must know of it, and the passphrase of made-up people.",
    "job_runs": "When the program's jobs ran, with counts.",
    "known_keys": "Fingerprints of this house's own keys.",
    "leases": "Which process does what only one may do at a time.",
    "letter_texts": "Texts of letters as admins changed them; names are filled in when a letter is sent.",
    "limit_counters": "Numbers of tries under keyed digests, which lead to nobody; they go a day after their end.",
    "limit_rules": "How many tries are allowed.",
    "roles": "What each role may do.",
    "tombstones": "Keyed digests of addresses that were deleted for ever: they are recognised, and cannot be read.",
}

# Columns that look as if they named a person, and name a thing.
THINGS = {
    "audit_entries.call_id": "a call",
    "audit_values.entry_id": "an entry of the log",
    "consent_states.consent_id": "an answer",
    "consents.text_id": "a text",
    "invitations.letter_id": "a letter",
    "privacy_requests.receipt_id": "an entry of the log",
    "request_notes.request_id": "a request",
    "reveals.session_id": "a sign-in",
    "tombstones.erasure_id": "a certificate",
}


def about_people() -> dict[str, list[Holding]]:
    """The holdings by table."""
    found: dict[str, list[Holding]] = {}
    for holding in HOLDINGS:
        found.setdefault(holding.table_name, []).append(holding)
    return found
