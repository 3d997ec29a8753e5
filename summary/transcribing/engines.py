"""Opens the engine that was chosen. What an engine needs is imported here and nowhere else: most houses have one."""

import importlib.util

from summary.transcribing.errors import EngineMissing
from summary.transcribing.port import Transcriber
from summary.transcribing.wire import EngineChoice

_NEEDS = {"whisper": "faster_whisper", "http": "aiohttp", "pocketsphinx": "pocketsphinx"}


def open_engine(choice: EngineChoice) -> Transcriber:
    """Raises EngineMissing: `not_installed`, `model_missing`."""
    if importlib.util.find_spec(_NEEDS[choice.name]) is None:
        raise EngineMissing("not_installed")
    match choice.name:
        case "whisper":
            from summary.transcribing.whisper import Whisper  # noqa: PLC0415 (an extra)

            return Whisper(choice)
        case "http":
            from summary.transcribing.remote import Remote  # noqa: PLC0415 (a second of imports)

            return Remote(choice)
        case "pocketsphinx":
            from summary.transcribing.sphinx import Sphinx  # noqa: PLC0415 (an extra)

            return Sphinx()
