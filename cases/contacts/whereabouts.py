"""Where the customer of a case is, as far as their clock goes. Blocking: zones are files."""

from cases.contacts.local_time import Place, place_of
from records.tables import CaseRow


def customers_place(case: CaseRow, *, zone_told: str | None) -> Place:
    """By the zone they have told, else by their country, else by where their parcel was to go."""
    return place_of(told=zone_told, countries=(case.customer_country, case.destination_country))
