"""One lost parcel, from its first anomaly to the claim that is paid: by webhook, browsers, a call, mail and files.

Each step is done as people do it, and sees what they see; where one of them would have to reload a page, it fails.
"""

from pathlib import Path

import pytest

from tests.contract.mail_server import open_mail_server
from tests.e2e.browsers import open_browsers
from tests.e2e.house import open_house
from tests.e2e.receiver import open_receiver
from tests.e2e.voices.speak import AGENT, CUSTOMER, speak
from tests.e2e.whole_case import claiming, meeting, reading, settling
from tests.e2e.whole_case.parcel import FEED_KEY, REFERENCE, the_carrier_loses_it, the_shop_says_whose_it_is

pytestmark = [pytest.mark.slow, pytest.mark.timeout(480)]

_SPOKEN_S = 18


async def test_one_lost_parcel_from_the_first_anomaly_to_the_claim_that_is_paid(tmp_path: Path) -> None:
    microphones = [
        speak(voice, tmp_path / f"{name}.wav", seconds=_SPOKEN_S)
        for name, voice in (("agent", AGENT), ("customer", CUSTOMER))
    ]
    async with (
        open_mail_server() as mail,
        open_receiver() as receiver,
        open_house(
            tmp_path, receiver, seventeentrack_key=FEED_KEY, feeds_open_cases="true", quiet_hours="",
            smtp_url=f"smtp://127.0.0.1:{mail.port}", mail_from="Reassure <desk@reassure.example>",
        ) as house,
        open_browsers(*microphones, smaller=2) as (agents, customers),
    ):  # fmt: skip
        await the_carrier_loses_it(house)
        alert = (await receiver.event("case.alert", about=REFERENCE))["data"]
        assert (alert["anomaly"], alert["stage"]) == ("lost_by_carrier", "anomaly_found")
        await the_shop_says_whose_it_is(house)

        agent = await meeting.offered_from_the_worklist(agents, house)
        invitation = await meeting.link_in(mail, number=1, subject="¿hablamos cara a cara?")
        customer = await meeting.they_meet(agent, customers, invitation)
        await meeting.they_talk(agent, customer, house)
        await meeting.they_hang_up_and_the_summary_is_approved(agent, customer, house, receiver)

        await settling.the_carrier_is_asked_and_answers(agent)
        await settling.the_customer_is_told(agent)
        await settling.the_solution_is_decided_by_two(agent, agents, house)

        statement = await meeting.link_in(mail, number=2, subject=REFERENCE)
        await claiming.the_customer_confirms(customers, statement, agent)
        await claiming.the_vouchers_are_there(agent)
        pack = await claiming.the_pack_is_made(agent)
        await claiming.the_claim_is_paid(agent)
        await claiming.the_customer_says_how_it_was(customer, agent)

        await reading.the_timeline_tells_it_in_order(agent)
        await reading.the_pack_holds_what_it_says(pack, house)
        reading.the_rows_agree(house, receiver)
