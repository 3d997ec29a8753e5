"""Which engine a house has, from its settings' values. Here so that the listener's own wire need not know settings."""

from pathlib import Path
from typing import Literal

from summary.transcribing.models import model_folder
from summary.transcribing.wire import EngineChoice

_NO_MODEL_OF_ITS_OWN = "en-us"


def choose_engine(
    name: Literal["none", "whisper", "http", "pocketsphinx"],
    *,
    model: str,
    models: Path,
    url: str,
    key: str,
    timeout_s: float,
    threads: int,
) -> EngineChoice | None:
    """None: nobody writes down. Raises ModelRefused for a name that cannot be a model's."""
    match name:
        case "none":
            return None
        case "whisper":
            folder = str(model_folder(models.absolute(), model))
            return EngineChoice(name=name, model=model, folder=folder, timeout_s=timeout_s, threads=threads)
        case "http":
            return EngineChoice(name=name, model=model, url=url, key=key, timeout_s=timeout_s)
        case "pocketsphinx":
            return EngineChoice(name=name, model=_NO_MODEL_OF_ITS_OWN, timeout_s=timeout_s)
