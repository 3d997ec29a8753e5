"""Why something could not be written down. Each has a stable code and never a word of anybody."""


class TranscribingError(Exception):
    """Base. `code` is what the rows keep and the pages have words for."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class EngineMissing(TranscribingError):  # noqa: N818 (reads as the finding it is)
    """What the engine needs is not here yet: `not_installed`, `model_missing`. Waited for, for as long as it takes."""


class EngineFailed(TranscribingError):  # noqa: N818 (reads as the finding it is)
    """It was asked and did not do it: tried again, a few times. `again_after_s` is when it wants to be asked."""

    def __init__(self, code: str, *, again_after_s: float = 0.0) -> None:
        super().__init__(code)
        self.again_after_s = again_after_s


class TrackUnreadable(TranscribingError):  # noqa: N818 (reads as the finding it is)
    """This track cannot be written down, and asking again does not help: `damaged`, `gone`, `language_unknown`."""
