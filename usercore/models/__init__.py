"""Tables only, all in one room."""

from usercore.models.anchors import AuditAnchor
from usercore.models.audit import AuditChain, AuditEntry, AuditValue, NewEntry, covered
from usercore.models.cases import Case, Step
from usercore.models.consents import Answer, Consent, ConsentPurpose, ConsentState, ConsentText, How
from usercore.models.erasures import Erasure, Tombstone
from usercore.models.factors import Factor, FactorKind, FactorState, RecoveryCode
from usercore.models.holds import LegalHold
from usercore.models.instances import Instance
from usercore.models.invitations import Invitation, InvitationState
from usercore.models.jobs import JobRun
from usercore.models.keys import KnownKey
from usercore.models.leases import Lease
from usercore.models.letters import LetterState, LetterText, OutboxLetter
from usercore.models.limits import LimitCounter, LimitRule
from usercore.models.notes import Note
from usercore.models.passwords import OldPassword
from usercore.models.recoveries import Recovery
from usercore.models.requests import OPEN, PrivacyRequest, RequestKind, RequestNote, RequestState
from usercore.models.retention import Category, DormantWarning, RetentionRule, RetentionRun, RunOutcome, Way
from usercore.models.reveals import Reveal
from usercore.models.roles import Role
from usercore.models.sessions import UserSession
from usercore.models.tokens import OneTimeToken
from usercore.models.trust import TrustedBrowser
from usercore.models.users import LOCKED, Status, User

__all__ = [
    "LOCKED",
    "OPEN",
    "Answer",
    "AuditAnchor",
    "AuditChain",
    "AuditEntry",
    "AuditValue",
    "Case",
    "Category",
    "Consent",
    "ConsentPurpose",
    "ConsentState",
    "ConsentText",
    "DormantWarning",
    "Erasure",
    "Factor",
    "FactorKind",
    "FactorState",
    "How",
    "Instance",
    "Invitation",
    "InvitationState",
    "JobRun",
    "KnownKey",
    "Lease",
    "LegalHold",
    "LetterState",
    "LetterText",
    "LimitCounter",
    "LimitRule",
    "NewEntry",
    "Note",
    "OldPassword",
    "OneTimeToken",
    "OutboxLetter",
    "PrivacyRequest",
    "Recovery",
    "RecoveryCode",
    "RequestKind",
    "RequestNote",
    "RequestState",
    "RetentionRule",
    "RetentionRun",
    "Reveal",
    "Role",
    "RunOutcome",
    "Status",
    "Step",
    "Tombstone",
    "TrustedBrowser",
    "User",
    "UserSession",
    "Way",
    "covered",
]
