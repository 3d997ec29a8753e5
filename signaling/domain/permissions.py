"""Which role may send which message. What is not in this table is `forbidden`."""

from collections.abc import Mapping

from signaling.protocol import incoming as m
from signaling.protocol.words import Role

_EVERYWHERE: frozenset[type[m.Incoming]] = frozenset({m.Ping})
_IN_A_CALL: frozenset[type[m.Incoming]] = frozenset(
    {
        m.Leave,
        m.Ready,
        m.Media,
        m.SetLanguage,
        m.SendDescription,
        m.SendCandidate,
        m.TalkConnected,
        m.TellSteps,
        m.TellQuality,
        m.TellConnectionTest,
        m.SendChat,
        m.SendTyping,
        m.HangUp,
        m.AnswerConsent,
        m.WithdrawConsent,
        m.LegLost,
        m.PauseRecording,
        m.ResumeRecording,
        m.ResumeSeen,
        *_EVERYWHERE,
    }
)

_CUSTOMERS: frozenset[type[m.Incoming]] = frozenset({m.WishCallBack, m.AnswerEvidence})
_AGENTS: frozenset[type[m.Incoming]] = frozenset(
    {
        m.SetPresence,
        m.Enter,
        m.AcceptOffer,
        m.DeclineOffer,
        m.RequestConsent,
        m.RequestEvidence,
        m.CancelEvidence,
    }
)

MAY_SEND: Mapping[Role, frozenset[type[m.Incoming]]] = {
    Role.CUSTOMER: _IN_A_CALL | _CUSTOMERS,
    Role.AGENT: _IN_A_CALL | _AGENTS,
    Role.SUPERVISOR: _EVERYWHERE,
    Role.INTEGRATOR: frozenset(),
}


def may_send(role: Role, message: m.Incoming) -> bool:
    """Whether this role may send this message at all; whether it fits the call is for `apply`."""
    return type(message) in MAY_SEND[role]
