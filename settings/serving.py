"""Where the service listens, what it remembers in, and how people sign in."""

import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AnyHttpUrl, Field, SecretStr, StringConstraints, field_validator
from pydantic_settings import BaseSettings
from redis.asyncio import ConnectionPool
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

Address = Annotated[str, StringConstraints(min_length=1, max_length=253)]
_ORIGIN = re.compile(r"(https://[a-z0-9-]+(\.[a-z0-9-]+)*|http://(localhost|127\.0\.0\.1))(:[1-9][0-9]{0,4})?")
_UNREADABLE = "is no URL that can be read"


class Serving(BaseSettings):
    """Where the service listens, what it remembers in, and how people sign in."""

    # where we listen and how we are reached
    host: Address = Field(default="localhost", description="address the server listens on")
    port: int = Field(default=8080, ge=0, le=65535, description="port the server listens on; 0 lets the system choose")
    public_url: AnyHttpUrl | None = Field(
        default=None, description="how browsers reach us, for links and the Origin check; default http://HOST:PORT"
    )
    frame_ancestors: tuple[str, ...] = Field(
        default=(), description='helpdesks that may frame the case pages, as JSON: ["https://desk.example.org"]'
    )
    embed_frames: dict[str, tuple[str, ...]] = Field(
        default={},
        description="of several helpdesks, which may frame the side apps asked for with which API key, as JSON: "
        '{"shop-a": ["https://a.example.org"]}; any other key: FRAME_ANCESTORS',
    )
    trusted_proxies: int = Field(
        default=0, ge=0, le=5, description="reverse proxies in front whose X-Forwarded-For is believed"
    )
    log_format: Literal["console", "json"] = Field(default="console", description="how the log is written to stderr")
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="what is logged")

    # what remembers
    data_dir: Path = Field(default=Path("var"), description="database, recordings and first passwords live here")
    database_url: SecretStr | None = Field(
        default=None, description="postgresql+psycopg://... ; default SQLite in DATA_DIR"
    )
    redis_url: SecretStr | None = Field(default=None, description="redis://... ; default a child process of our own")
    samples_dir: Path = Field(
        default=Path(__file__).parents[1] / "samples", description="sample cases for an empty database"
    )

    # sign-in
    session_ttl_s: int = Field(default=43_200, ge=300, le=30 * 86_400, description="seconds a sign-in lasts")

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: SecretStr | None) -> SecretStr | None:
        known = ("postgresql+psycopg://", "sqlite+aiosqlite:///")
        if value is not None and not value.get_secret_value().startswith(known):
            raise ValueError(f"must begin with {' or '.join(known)}")
        try:
            make_url(value.get_secret_value() if value else known[0])
        except (ValueError, ArgumentError) as error:
            raise ValueError(_UNREADABLE) from error
        return value

    @field_validator("redis_url")
    @classmethod
    def _known_redis(cls, value: SecretStr | None) -> SecretStr | None:
        """Looked at with redis-py's own eyes, but for the number of the database: it takes a wrong one for 0."""
        if value is None:
            return value
        url = value.get_secret_value()
        if not url.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("must begin with redis://, rediss:// or unix://")
        try:
            ConnectionPool.from_url(url).make_connection()  # type: ignore[no-untyped-call]  # redis-py has no type here
            database = urlsplit(url).path.strip("/")
        except (ValueError, TypeError) as error:
            raise ValueError(_UNREADABLE) from error
        if database and not database.isdecimal() and not url.startswith("unix://"):
            raise ValueError("the database of a Redis is a number")
        return value

    @field_validator("public_url")
    @classmethod
    def _nothing_but_an_origin(cls, value: AnyHttpUrl | None) -> AnyHttpUrl | None:
        """The pages and the Origin check know no path in front of ours, and links are no place for a password."""
        if value is not None and (value.username or value.password or value.query or value.fragment):
            raise ValueError("is scheme, host and port, and nothing else")
        if value is not None and value.path not in (None, "/"):
            raise ValueError("has no path: the service needs a host name of its own")
        return value

    @field_validator("frame_ancestors", "embed_frames")
    @classmethod
    def _origins_and_nothing_else(
        cls, value: tuple[str, ...] | dict[str, tuple[str, ...]]
    ) -> tuple[str, ...] | dict[str, tuple[str, ...]]:
        """Each goes into a header as it is: no wildcard, no path, nothing that would begin another directive."""
        for origins in value.values() if isinstance(value, dict) else (value,):
            for origin in origins:
                if not _ORIGIN.fullmatch(origin):
                    raise ValueError(
                        "each is an origin, https://host or https://host:port (http:// for localhost only)"
                    )  # fmt: skip
        return value

    @property
    def database(self) -> str:
        """The SQLAlchemy URL in effect."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite+aiosqlite:///{self.data_dir.absolute() / 'reassure.db'}"

    @property
    def origin(self) -> str:
        """Scheme, host and port under which browsers know us, without a trailing slash."""
        return str(self.public_url).rstrip("/") if self.public_url else f"http://{self.host}:{self.port}"

    @property
    def origins(self) -> frozenset[str]:
        """Every origin a browser may come from: ours; without a public URL also this machine's other names."""
        if self.public_url is not None:
            return frozenset({self.origin})
        names = (self.host, "localhost", "127.0.0.1", "[::1]")
        return frozenset(f"http://{name}:{self.port}" for name in names)
