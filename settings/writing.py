"""Which engine writes down what was said, and who drafts the summary of it."""

from decimal import Decimal
from pathlib import Path
from typing import Literal, Self

from pydantic import AnyHttpUrl, Field, SecretStr, model_validator

from settings.serving import Serving


class Writing(Serving):
    """Which engine writes down what was said, and who drafts the summary of it."""

    # transcripts
    transcriber: Literal["none", "whisper", "http", "pocketsphinx"] = Field(
        default="none",
        description="who writes down recordings whose people agreed to it: whisper (extra asr, with a model fetched by "
        "`app.py models fetch`), http (any OpenAI-compatible endpoint: voices leave the house), pocketsphinx (English "
        "and Spanish, for tests and a first look only); none: they wait",
    )
    transcriber_model: str = Field(
        default="small", min_length=1, max_length=100,
        description="name of whisper's model in MODELS_DIR, or of the endpoint's model",
    )  # fmt: skip
    transcriber_url: AnyHttpUrl | None = Field(
        default=None, description="base of the endpoint, as https://asr.example.org/v1; for http"
    )
    transcriber_key: SecretStr | None = Field(default=None, description="the endpoint's API key, if it wants one")
    transcriber_timeout_s: float = Field(
        default=120, ge=1, le=1_800, description="seconds an engine may take for half a minute of speech"
    )
    transcriber_threads: int = Field(default=1, ge=1, le=64, description="cores whisper may use at once")
    transcript_workers: int = Field(
        default=1, ge=0, le=1,
        description="whether the server itself writes down, in another process; 0: only `app.py worker transcripts`",
    )  # fmt: skip
    models_dir: Path | None = Field(default=None, description="models of engines lie here; default DATA_DIR/models")

    # summaries
    llm_base_url: AnyHttpUrl | None = Field(
        default=None,
        description="base of an OpenAI-compatible endpoint that drafts summaries, as http://127.0.0.1:11434/v1: the "
        "words of calls leave the house for it; default the rules draft them",
    )
    llm_model: str = Field(default="", max_length=200, description="name of the endpoint's model")
    llm_key_file: Path | None = Field(default=None, description="file with the endpoint's API key, if it wants one")
    llm_timeout_s: float = Field(default=60, ge=1, le=600, description="seconds the model may take for one call")
    llm_price_in: Decimal | None = Field(
        default=None, ge=0, description="what a million tokens of question cost, for the cost told with each summary"
    )
    llm_price_out: Decimal | None = Field(default=None, ge=0, description="what a million tokens of answer cost")
    review_within_h: float = Field(
        default=24, gt=0, le=720,
        description="hours after which a summary nobody has reviewed is put on its case, marked as not reviewed",
    )  # fmt: skip
    copy_days: int = Field(default=30, ge=1, le=365, description="days the link to the customer's own copy is good for")

    @model_validator(mode="after")
    def _whole_model(self) -> Self:
        if (self.llm_base_url is None) != (not self.llm_model):
            raise ValueError("REASSURE_LLM_BASE_URL and REASSURE_LLM_MODEL need each other")
        return self

    @model_validator(mode="after")
    def _whole_engine(self) -> Self:
        if self.transcriber == "http" and self.transcriber_url is None:
            raise ValueError("REASSURE_TRANSCRIBER=http needs REASSURE_TRANSCRIBER_URL")
        return self

    @property
    def models(self) -> Path:
        """The folder of engines' models in effect."""
        return self.models_dir or self.data_dir / "models"
