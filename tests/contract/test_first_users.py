"""The first agent and supervisor of an empty database: once, with passwords that fit and that nobody else has."""

from records.database import Database
from records.first_users import add_first_users
from records.users import find_user_by_email, list_users, password_fits
from signaling.protocol.words import Role
from signaling.runtime.node import utc_now


async def test_an_empty_database_gets_its_first_people_once(db: Database) -> None:
    first = await add_first_users(db, now=utc_now())
    assert [sign_in.role for sign_in in first] == [Role.AGENT, Role.SUPERVISOR]
    assert len({sign_in.password for sign_in in first}) == 2
    assert all(len(sign_in.password) >= 16 for sign_in in first)
    for sign_in in first:
        async with db.reading() as session:
            user = await find_user_by_email(session, sign_in.email)
        assert user is not None
        assert sign_in.password not in user.password_hash
        assert await password_fits(user, sign_in.password)
    assert await add_first_users(db, now=utc_now()) == ()
    async with db.reading() as session:
        assert len(await list_users(session)) == 2
