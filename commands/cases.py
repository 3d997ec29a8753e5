"""The commands of whoever brings cases in, and of whoever tries rules before they count."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from cases.alerting.history import Replayed, replay
from cases.alerting.rules import read_rules
from cases.book import BookNotValid
from cases.imports.lines import Kind, Unreadable, kind_of
from cases.imports.loading import load_import
from cases.imports.plan import Plan, plan_import
from commands.terminal import fail, plain_errors, read_settings, with_database
from house.casework import rules_in_force
from records.clock import cluster_time
from records.database import Database

ACTOR = "import"
_MOST_SHOWN = 100

anomalies = typer.Typer(no_args_is_help=True, help="The rules that raise alerts.")


def import_file(
    file: Annotated[Path, typer.Argument(help="CSV, JSON Lines or an Excel workbook", dir_okay=False, exists=True)],
    load: Annotated[
        bool, typer.Option("--load", help="load the good lines; without it the file is only looked at")
    ] = False,
    kind: Annotated[Kind | None, typer.Option("--as", help="default by the file's name")] = None,
) -> None:
    """Look through a file of cases and tracking events, name each bad line, and load the rest when told to.

    Exit code 1: there are bad lines.
    """
    known = kind or kind_of(file.name)
    if known is None:
        fail(f"{file.name}: is it csv, jsonl or xlsx? Say --as.")
    bad = [0]

    async def run(database: Database) -> None:
        data = await asyncio.to_thread(file.read_bytes)
        try:
            plan = await plan_import(database, data, known, now=await cluster_time(database))
        except Unreadable as error:
            fail(f"{file.name} cannot be read: {error.why.replace('_', ' ')}.")
        _show(plan)
        bad[0] = plan.bad_lines
        if load:
            await _load(database, data, plan)

    with_database(run)
    if bad[0]:
        raise typer.Exit(1)


def _show(plan: Plan) -> None:
    for problem in plan.problems[:_MOST_SHOWN]:
        where = f", column {problem.column}" if problem.column else ""
        found = f": {problem.value}" if problem.value else ""
        typer.echo(f"line {problem.line}{where}: {problem.code.replace('_', ' ')}{found}")
    if len(plan.problems) > _MOST_SHOWN:
        typer.echo(f"and {len(plan.problems) - _MOST_SHOWN} more")
    if plan.ignored:
        typer.echo(f"columns that are not read: {', '.join(plan.ignored)}")
    typer.echo(
        f"{plan.lines} lines, {plan.bad_lines} of them bad; {len(plan.cases)} cases ({plan.new_cases} new), "
        f"{plan.told} events, {len(plan.purchases)} customers who bought again."
    )


async def _load(database: Database, data: bytes, plan: Plan) -> None:
    loaded = await load_import(database, data, plan, actor=ACTOR, now=await cluster_time(database))
    for problem in loaded.refused:
        typer.echo(f"line {problem.line}, column stage: {problem.value} cannot go there; the case was left as it is")
    typer.echo(
        f"Loaded: {loaded.cases_made} new cases, {loaded.cases_stated - loaded.cases_made} stated again, "
        f"{loaded.events_added} new events, {loaded.events_known} known before, "
        f"{loaded.purchases} customers who bought again."
    )


@anomalies.command("replay")
def replay_rules(
    rules: Annotated[
        Path, typer.Option(help="TOML; deploy/rules.example.toml explains it", dir_okay=False, exists=True)
    ],
    days: Annotated[int, typer.Option(min=1, max=730, help="how far back")] = 90,
) -> None:
    """Show what these rules would have done over the journeys there are, beside those in force. Changes nothing."""
    try:
        others = read_rules(rules.read_text("utf-8"))
    except BookNotValid as error:
        fail("\n".join(f"{rules}: {problem}" for problem in error.problems))
    with plain_errors():
        in_force, _ = rules_in_force(read_settings("command"))

    async def run(database: Database) -> None:
        found = await replay(database, in_force, others, days=days, now=await cluster_time(database))
        _compare(found, in_force.name, others.name)

    with_database(run)


def _compare(found: Replayed, in_force: str, others: str) -> None:
    typer.echo(f"{found.cases} cases, {found.days} days; in force: {in_force}; tried: {others}")
    for anomaly in dict.fromkeys([*found.before, *found.after]):
        typer.echo(f"{anomaly}\t{found.before.get(anomaly, 0)} -> {found.after.get(anomaly, 0)}")
    for each in found.differences:
        before, after = (at.date().isoformat() if at else "never" for at in (each.before, each.after))
        typer.echo(f"{each.case_reference}\t{each.anomaly}\t{each.change}\t{before} -> {after}")
    typer.echo(f"{found.changed} alerts would have been others.")
