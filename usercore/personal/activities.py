"""What personal data is used for."""

from usercore.personal.holdings import Activity, Basis

STAFF = "Staff whose role allows it, and whoever runs the server"
HOLDERS = "People who have an account here, or are invited to have one"

ACCOUNTS = Activity(
    name="accounts",
    title="Accounts",
    purpose="To keep an account for each person, and to let staff find it when they ask for help.",
    basis=Basis.CONTRACT,
    interest="",
    persons=HOLDERS,
    recipients=f"The person themselves; {STAFF[0].lower()}{STAFF[1:]}; the application these accounts are for",
)
SIGNING_IN = Activity(
    name="signing-in",
    title="Signing in",
    purpose="To let the right person in and to keep everyone else out.",
    basis=Basis.CONTRACT,
    interest="",
    persons=HOLDERS,
    recipients=f"The person themselves; {STAFF[0].lower()}{STAFF[1:]}",
)
INVITING = Activity(
    name="inviting",
    title="Invitations",
    purpose="To ask people in, and to see what became of it.",
    basis=Basis.INTEREST,
    interest="to let colleagues and customers in without delay",
    persons="People who are invited, and whoever invites them",
    recipients=f"{STAFF}; the invited person",
)
LETTERS = Activity(
    name="letters",
    title="Letters",
    purpose="To send links, and to warn people when something happens to their account.",
    basis=Basis.CONTRACT,
    interest="",
    persons=HOLDERS,
    recipients=f"{STAFF}; the mail server that carries the letters",
)
HELPING = Activity(
    name="helping",
    title="Helping people",
    purpose="To answer people who ask for help, and to put an account right that came into other hands.",
    basis=Basis.INTEREST,
    interest="to help people well, also when someone else answers the next time",
    persons="Account holders whom staff helped, and the staff who did",
    recipients=STAFF,
)
RECORDS = Activity(
    name="records",
    title="The audit log",
    purpose="To be able to show who did what and when, and to notice misuse.",
    basis=Basis.INTEREST,
    interest="security of the accounts (recital 49), and being able to show that the law was kept (Art. 5(2))",
    persons="Everyone who did something here, or with whose account something was done",
    recipients="Auditors and admins, and whoever runs the server; the person themselves, what concerns them",
)
CONSENT = Activity(
    name="consent",
    title="Consent",
    purpose="To ask for consent, to keep what was said, and to be able to show it.",
    basis=Basis.DUTY,
    interest="",
    persons=HOLDERS,
    recipients=f"The person themselves; {STAFF[0].lower()}{STAFF[1:]}",
)
REQUESTS = Activity(
    name="requests",
    title="Requests about personal data",
    purpose="To answer what people ask about their data, in time, and to be able to show it (GDPR Art. 12 to 22).",
    basis=Basis.DUTY,
    interest="",
    persons="Everyone who asked, and the staff who answered",
    recipients=f"The person themselves; {STAFF[0].lower()}{STAFF[1:]}",
)
ACTIVITIES = (ACCOUNTS, SIGNING_IN, INVITING, LETTERS, HELPING, CONSENT, REQUESTS, RECORDS)

# Technical and organisational measures (GDPR Art. 30(1)(g), 32(1)), each of which tests hold.
MEASURES = (
    (
        "Passwords are kept as argon2id hashes, tokens and recovery codes as keyed digests, secrets of second factors sealed "
        "with AES-256-GCM under a key that is not in the database."
    ),
    (
        "Roles say who may see and do what; addresses are masked for whoever does not need them; nobody acts upon someone "
        "who holds more than they do."
    ),
    "Second factors; staff sessions end after a short time; what is sensitive asks for a recent sign-in.",
    "Tries are counted and slowed down; the owner is told when something happens to their account.",
    "Each change and each export is an entry in a chained audit log, in the same transaction as the change.",
    "Exports leave by a link for one person that works once, for minutes, and are never kept on the server.",
    "Erasure removes the rows themselves; in an SQLite file their place is overwritten.",
    "Nothing that a browser loads comes from another host.",
)
