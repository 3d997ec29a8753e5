"""The list and the board of cases over REST: filters by address, moves, owners, and filters that are kept."""

from typing import Any

from tests.integration.web.stage import AGENT, OTHER_AGENT, SUPERVISOR, Stage


async def _three_cases(stage: Stage) -> None:
    """LP-1 to LP-3; they begin where every case does."""
    program = await stage.program()
    for number, carrier in ((1, "DHL"), (2, "DHL"), (3, "Correos")):
        body: dict[str, Any] = {
            "title": "a lamp", "carrier": carrier, "customer": {"name": "Lucía", "language": "es"},
            "value": {"amount": f"{number}0.00", "currency": "EUR"},
        }  # fmt: skip
        assert (await program.ask("PUT", f"/api/cases/LP-{number}", body)).status in {200, 201}


async def test_the_address_of_a_list_gives_the_list(stage: Stage) -> None:
    await _three_cases(stage)
    agent = await stage.browser(AGENT)
    found = (await agent.ask("GET", "/api/cases?carrier=DHL&currency=EUR&value_from=15&sort=value")).json
    assert ([line["reference"] for line in found["cases"]], found["total"], found["next"]) == (["LP-2"], 1, None)
    page = (await agent.ask("GET", "/api/cases?limit=2&sort=reference")).json
    after = (await agent.ask("GET", f"/api/cases?limit=2&sort=reference&after={page['next']}")).json
    assert [line["reference"] for line in (*page["cases"], *after["cases"])] == ["LP-1", "LP-2", "LP-3"]
    for wrong in ("sort=value", "stage=lost", "after=x", "value_from=3", "country=spain", "owner=", "hue=red"):
        assert (await agent.ask("GET", f"/api/cases?{wrong}")).code == "invalid_field", wrong
    program = await stage.program()
    assert (await program.ask("GET", "/api/cases?owner=me")).code == "invalid_field"


async def test_a_card_moves_as_the_stage_machine_lets_it_and_the_timeline_says_so(stage: Stage) -> None:
    await _three_cases(stage)
    agent = await stage.browser(AGENT)
    path = "/api/cases/LP-1/stage"
    refused = await agent.ask("POST", path, {"stage": "claim", "before": "anomaly_found"})
    assert (refused.status, refused.code) == (409, "not_in_this_state")
    moved = await agent.ask("POST", path, {"stage": "facts_checked", "before": "anomaly_found"})
    assert moved.json == {"reference": "LP-1", "stage": "facts_checked"}
    again = await agent.ask("POST", path, {"stage": "facts_checked", "before": "anomaly_found"})
    assert again.json == moved.json
    board = (await agent.ask("GET", "/api/case-board")).json["columns"]
    assert [(column["stage"], column["total"]) for column in board][:2] == [("anomaly_found", 2), ("facts_checked", 1)]
    moments = (await agent.ask("GET", "/api/cases/LP-1/timeline")).json["moments"]
    assert [moment["data"]["to"] for moment in moments if moment["kind"] == "stage_changed"] == ["facts_checked"]
    assert (await agent.ask("POST", "/api/cases/none/stage", {"stage": "claim"})).code == "case_not_found"


async def test_of_two_who_move_the_same_card_the_second_is_told_that_it_has_gone(stage: Stage) -> None:
    await _three_cases(stage)
    agent, other = await stage.browser(AGENT), await stage.browser(OTHER_AGENT)
    for goal in ("facts_checked", "solution"):
        assert (await agent.ask("POST", "/api/cases/LP-1/stage", {"stage": goal})).status == 200
    late = await other.ask("POST", "/api/cases/LP-1/stage", {"stage": "carrier_asked", "before": "facts_checked"})
    assert (late.status, late.code) == (409, "version_conflict")
    assert (await other.ask("GET", "/api/cases/LP-1")).json["stage"] == "solution"


async def test_a_case_is_taken_given_back_and_given_away_only_by_a_supervisor(stage: Stage) -> None:
    await _three_cases(stage)
    agent, other, boss = await stage.browser(AGENT), await stage.browser(OTHER_AGENT), await stage.browser(SUPERVISOR)
    path = "/api/cases/LP-1/owner"
    assert (await agent.ask("PUT", path, {"user_id": OTHER_AGENT})).code == "forbidden"
    taken = await agent.ask("PUT", path, {"user_id": AGENT})
    assert taken.json["owner"] == {"id": AGENT, "name": "Wei"}
    assert (await other.ask("PUT", path, {"user_id": None})).code == "forbidden"
    mine = (await agent.ask("GET", "/api/cases?owner=me")).json
    assert ([line["reference"] for line in mine["cases"]], mine["total"]) == (["LP-1"], 1)
    assert (await agent.ask("GET", "/api/cases/LP-1")).json["owner"]["name"] == "Wei"
    assert (await boss.ask("PUT", path, {"user_id": OTHER_AGENT})).json["owner"]["id"] == OTHER_AGENT
    assert (await boss.ask("PUT", path, {"user_id": "nobody of ours"})).code == "not_found"
    assert (await other.ask("PUT", path, {"user_id": None})).json == {"owner": None}
    moments = (await agent.ask("GET", "/api/cases/LP-1/timeline")).json["moments"]
    told = [moment["data"]["name"] for moment in moments if moment["kind"] == "owner_changed"]
    assert told == [None, "Ana", "Wei"]


async def test_filters_are_kept_without_the_words_searched_for_and_shared_by_supervisors_only(stage: Stage) -> None:
    agent, boss = await stage.browser(AGENT), await stage.browser(SUPERVISOR)
    kept = await agent.ask("POST", "/api/saved-filters", {"name": " Mine ", "filter": {"owner": "me", "overdue": True}})
    (mine,) = kept.json["filters"]
    assert (mine["name"], mine["own"], mine["filter"]["owner"], mine["filter"]["overdue"]) == ("Mine", True, "me", True)
    word = {"name": "x", "filter": {"query": "Lucía"}}
    assert (await agent.ask("POST", "/api/saved-filters", word)).code == "invalid_field"
    assert (await agent.ask("POST", "/api/saved-filters", {"name": "x", "filter": {}, "shared": True})).code == (
        "forbidden"
    )
    shared = {"name": "For all", "filter": {"stage": "claim"}, "shared": True}
    assert (await boss.ask("POST", "/api/saved-filters", shared)).status == 200
    seen = (await agent.ask("GET", "/api/saved-filters")).json["filters"]
    assert [(each["name"], each["own"], each["by_name"]) for each in seen] == [
        ("Mine", True, "Wei"), ("For all", False, "Sam")
    ]  # fmt: skip
    theirs = f"/api/saved-filters/{seen[1]['id']}"
    assert (await agent.ask("DELETE", theirs)).code == "not_found"
    assert (await boss.ask("DELETE", theirs)).json == {"filters": []}


async def test_nobody_keeps_filters_without_end_and_the_own_order_is_kept(stage: Stage) -> None:
    agent = await stage.browser(AGENT)
    for number in range(30):
        assert (await agent.ask("POST", "/api/saved-filters", {"name": f"n{number}", "filter": {}})).status == 200
    assert (await agent.ask("POST", "/api/saved-filters", {"name": "more", "filter": {}})).code == "invalid_field"
    assert (await agent.ask("POST", "/api/saved-filters", {"name": "n3", "filter": {"stage": "claim"}})).status == 200
    filters = (await agent.ask("GET", "/api/saved-filters")).json["filters"]
    ids = [each["id"] for each in reversed(filters)]
    ordered = (await agent.ask("PUT", "/api/saved-filters/order", {"ids": ids})).json["filters"]
    assert [each["id"] for each in ordered] == ids
