"""What is kept and for how long: warnings and holds, about whom and by whom."""

from usercore.models import DormantWarning, LegalHold, RetentionRule, RetentionRun
from usercore.personal.accounts import GOES, THE_PROGRAM, WITH_THE_ACCOUNT
from usercore.personal.activities import RECORDS
from usercore.personal.helping import STAFF
from usercore.personal.holdings import Erase, Holding, Withheld
from usercore.personal.inviting import NO_NAME_LEFT

RULES_LAW = "To be able to show who set it, and that the law was kept (GDPR Art. 5(2), 17(3)(b))."

WARNED = Holding(
    name="dormant_warnings",
    title="That they were warned before their account goes",
    table=DormantWarning,
    links=("user_id",),
    order=("user_id",),
    activity=RECORDS,
    data="When somebody was told that their unused account will go",
    source=THE_PROGRAM,
    retention=WITH_THE_ACCOUNT,
    told={"sent_at": "When the letter was written", "handed_over_at": "When the mail server took it"},
    erase=Erase.DELETE,
    erasing=GOES,
)
HELD = Holding(
    name="legal_holds",
    title="Legal holds on their data",
    table=LegalHold,
    links=("user_id",),
    activity=RECORDS,
    data="That nothing about a person may be deleted, and until when",
    source=STAFF,
    retention=WITH_THE_ACCOUNT,
    told={
        "id": "The number of the hold",
        "placed_at": "When it was placed",
        "review_at": "By when it is looked at again",
        "lifted_at": "When it was lifted",
    },
    people={"placed_by": "Who placed it", "lifted_by": "Who lifted it"},
    withheld={"reason": Withheld.OTHERS, "ticket": Withheld.OTHERS},
    erase=Erase.DELETE,
    erasing="Those that were lifted go; while one stands, nothing is deleted.",
)
HELD_BY_THEM = Holding(
    name="legal_holds_placed",
    title="Legal holds on others that they placed or lifted",
    table=LegalHold,
    links=("placed_by", "lifted_by"),
    activity=RECORDS,
    data="That a member of staff placed or lifted a hold, and when",
    source=THE_PROGRAM,
    retention="As long as there is the account that the hold is about",
    told={
        "id": "The number of the hold",
        "placed_at": "When it was placed",
        "lifted_at": "When it was lifted",
    },
    people={"placed_by": "Who placed it", "lifted_by": "Who lifted it"},
    withheld=dict.fromkeys(("user_id", "reason", "ticket", "review_at"), Withheld.OTHERS),
    erase=Erase.ANONYMISE,
    erasing=NO_NAME_LEFT,
    reason=RULES_LAW,
)
RULES = Holding(
    name="retention_rules",
    title="Rules for what is kept that they changed",
    table=RetentionRule,
    links=("changed_by",),
    order=("category",),
    activity=RECORDS,
    data="That a member of staff changed a rule, and when",
    source=THE_PROGRAM,
    retention="Until the rule is changed again",
    told={
        "category": "What the rule is for",
        "on": "Whether it is on",
        "days": "After how many days",
        "warn_days": "How many days before people are warned",
        "cap_percent": "How much may go in one run, in percent",
        "action": "Whether it deletes or makes nameless",
        "kinds": "Which kinds of entries",
        "version": "How often it was changed",
        "changed_at": "When it was changed",
    },
    erase=Erase.ANONYMISE,
    erasing=NO_NAME_LEFT,
    reason=RULES_LAW,
)
RUNS = Holding(
    name="retention_runs",
    title="Runs of these rules that they started",
    table=RetentionRun,
    links=("started_by",),
    activity=RECORDS,
    data="That a member of staff started a run, and when",
    source=THE_PROGRAM,
    retention="For good: a report names nobody",
    told={
        "id": "The number of the run",
        "started_at": "When it began",
        "finished_at": "When it ended",
        "outcome": "How it ended",
        "dry_run": "Whether it was only tried",
        "problem": "What went wrong",
    },
    withheld={"plan": Withheld.INNER},
    erase=Erase.ANONYMISE,
    erasing=NO_NAME_LEFT,
    reason=RULES_LAW,
)
ALL = (WARNED, HELD, HELD_BY_THEM, RULES, RUNS)
