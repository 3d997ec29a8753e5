"""The commands of whoever looks after a house: people, keys, jobs that were given up, recordings whose day has come."""

import os
import re
from datetime import timedelta
from typing import Annotated

import typer
from sqlalchemy.exc import IntegrityError

from commands.terminal import fail, with_database
from records.audit import first_broken_audit
from records.clock import cluster_time
from records.credentials import issue, list_keys, revoke
from records.database import Database
from records.jobs import failed_jobs
from records.retention import expire_recordings
from records.users import SKILL, add_user, find_user_by_email, hash_password, list_users
from signaling.protocol.words import Role
from summary.job_desk import retry_given_up

_LANGUAGE = typer.Option("--language", "-l", help="BCP 47; give it several times, the first is the pages' language")

_LOCALE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")

users = typer.Typer(no_args_is_help=True, help="Agents and supervisors.")
keys = typer.Typer(no_args_is_help=True, help="API keys of helpdesks and other programs.")
audit = typer.Typer(no_args_is_help=True, help="Who did what to whose data.")
jobs = typer.Typer(no_args_is_help=True, help="Work that was given up.")
retention = typer.Typer(no_args_is_help=True, help="Recordings and their last day.")


@users.command("add")
def add_one_user(
    email: str,
    name: Annotated[str, typer.Option(help="as customers see it")],
    role: Annotated[Role, typer.Option(help="agent or supervisor")] = Role.AGENT,
    language: Annotated[list[str], _LANGUAGE] = ["en"],  # noqa: B006 (typer reads the default, nobody changes it)
    skill: Annotated[list[str], typer.Option("--skill", "-s", help="what calls may ask for, like customs")] = [],  # noqa: B006 (typer copies it)
) -> None:
    """Add an agent or a supervisor; the password is asked for, or read from REASSURE_PASSWORD."""
    if role not in (Role.AGENT, Role.SUPERVISOR):
        fail("A user is an agent or a supervisor.")
    if "@" not in email.strip("@ ") or not name.strip():
        fail("A user has an e-mail address and a name.")
    if wrong := [each for each in language if not _LOCALE.fullmatch(each)]:
        fail(f"{wrong[0]} is no language as BCP 47 writes it, like es or zh-Hant.")
    _check_skills(skill)
    password = os.environ.get("REASSURE_PASSWORD") or typer.prompt(
        "Password", hide_input=True, confirmation_prompt=True
    )

    async def add(database: Database) -> None:
        now = await cluster_time(database)
        password_hash = await hash_password(password)
        async with database.transaction() as session:
            await add_user(
                session, email=email, name=name, role=role, languages=language, password_hash=password_hash,
                skills=skill, now=now,
            )  # fmt: skip

    try:
        with_database(add)
    except IntegrityError:
        fail(f"There is a user with the address {email}.")


@users.command("list")
def list_all_users() -> None:
    """Everybody who can sign in."""

    async def show(database: Database) -> None:
        async with database.reading() as session:
            for user in await list_users(session):
                known = "\t".join([",".join(user.languages), ",".join(user.skills)]).rstrip()
                typer.echo(f"{user.email}\t{user.role}\t{user.name}\t{known}")

    with_database(show)


@users.command("skills")
def set_skills(
    email: str, skills: Annotated[list[str] | None, typer.Argument(help="none takes all away")] = None
) -> None:
    """Say what an agent knows beside languages: a call that asks for skills is offered to who has every one."""
    _check_skills(skills or [])

    async def write(database: Database) -> None:
        async with database.transaction() as session:
            user = await find_user_by_email(session, email)
            if user is None:
                fail(f"There is no user with the address {email}.")
            user.skills = sorted(set(skills or []))

    with_database(write)


def _check_skills(skills: list[str]) -> None:
    if wrong := [each for each in skills if not SKILL.fullmatch(each)]:
        fail(f"{wrong[0]} is no name of a skill: small letters, digits, - and _, at most 32.")


@keys.command("add")
def add_key(
    name: str,
    role: Annotated[Role, typer.Option(help="integrator")] = Role.INTEGRATOR,
    days: Annotated[int | None, typer.Option(min=1, help="days it is good for; default until it is revoked")] = None,
) -> None:
    """Make an API key. It stands alone on the last line and is told this once."""
    if role is not Role.INTEGRATOR:
        fail("A key is an integrator's.")
    if not name.strip():
        fail("A key has a name.")

    async def add(database: Database) -> None:
        now = await cluster_time(database)
        ttl = timedelta(days=days) if days else None
        async with database.transaction() as session:
            key = await issue(session, kind="api_key", name=name, role=role, now=now, ttl=ttl)
        typer.echo(key)

    with_database(add)


@keys.command("list")
def list_all_keys() -> None:
    """The keys that open something, by name; their texts are not stored."""

    async def show(database: Database) -> None:
        now = await cluster_time(database)
        async with database.reading() as session:
            for key in await list_keys(session, now=now):
                until = key.expires_at.isoformat() if key.expires_at else "until revoked"
                typer.echo(f"{key.name}\t{key.role}\t{key.created_at.isoformat()}\t{until}")

    with_database(show)


@keys.command("revoke")
def revoke_key(name: str) -> None:
    """Every key of this name opens nothing from now on."""

    async def take_back(database: Database) -> None:
        now = await cluster_time(database)
        async with database.transaction() as session:
            named = [key.sha256 for key in await list_keys(session, now=now) if key.name == name]
            for sha256 in named:
                await revoke(session, sha256, now=now)
        if not named:
            fail(f"There is no key of the name {name}.")
        typer.echo(f"{len(named)} revoked.")

    with_database(take_back)


@retention.command("run")
def expire() -> None:
    """Delete the recordings whose day has come; the server does so by itself every hour."""

    async def run(database: Database) -> None:
        now = await cluster_time(database)
        typer.echo(f"{await expire_recordings(database, now=now)} recordings deleted.")

    with_database(run)


@jobs.command("list")
def list_failed_jobs() -> None:
    """Jobs that were given up, with the kind of the last error; the log has the rest."""

    async def show(database: Database) -> None:
        async with database.reading() as session:
            for job in await failed_jobs(session):
                failed_at = job.failed_at.isoformat() if job.failed_at else ""
                typer.echo(f"{job.id}\t{job.kind}\t{job.key}\t{failed_at}\t{job.last_error}")

    with_database(show)


@jobs.command("retry")
def retry_failed_jobs(ids: Annotated[list[str] | None, typer.Argument(help="default all of them")] = None) -> None:
    """Try them again from the beginning."""

    async def retry(database: Database) -> None:
        now = await cluster_time(database)
        revived = await retry_given_up(database, job_ids=ids or None, actor="command", now=now)
        typer.echo(f"{revived} jobs are due again.")

    with_database(retry)


@audit.command("verify")
def verify_audit() -> None:
    """Follow the chain of audit rows from the first to the last; exit code 2 names the first that does not fit."""

    async def verify(database: Database) -> None:
        async with database.reading() as session:
            broken = await first_broken_audit(session)
        if broken is not None:
            fail(f"The audit chain is broken at row {broken}: it was edited, removed or put in.")
        typer.echo("The audit chain is whole.")

    with_database(verify)
