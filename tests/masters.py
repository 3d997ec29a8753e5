"""For tests whose endpoints have secrets from before they were locked: no master key is there, and none is needed."""

from outgoing.secret_lock import Locked, SecretLock


class NoMasters:
    """Refuses as a key file that is not there."""

    def lock(self, about: str, key: bytes, /) -> Locked:
        raise LookupError

    def unlock(self, about: str, locked: Locked, /) -> bytes:
        raise LookupError


OPENS_WHAT_IS_PLAIN = SecretLock(NoMasters())
