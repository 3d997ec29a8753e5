"""What can be wrong with the means of reaching other nodes; for the operator, never for a peer."""


class EmbeddedRedisError(Exception):
    """Our own Redis could not be started; the message is one line that says what to do."""
