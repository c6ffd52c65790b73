import os

import psycopg2
import pytest
from psycopg2.errors import InsufficientPrivilege, ReadOnlySqlTransaction

ADDRESSES = ["AUDIT_DATABASE_URL", "OWNER_DATABASE_URL", "DATABASE_URL"]
ROLES = ["app_audit_ro", "app_owner", "app_rt"]


@pytest.fixture
def as_role():
    """Log in to the development database as each role."""
    opened = [psycopg2.connect(os.environ[name]) for name in ADDRESSES]
    yield {role: each.cursor() for role, each in zip(ROLES, opened, strict=True)}
    for each in opened:
        each.close()


def one(cursor, query):
    cursor.execute(query)
    return cursor.fetchone()[0]


@pytest.mark.parametrize("role", ROLES)
def test_role_logs_in_with_its_own_address(as_role, role):
    assert one(as_role[role], "SELECT current_user") == role


def test_roles_have_no_more_powers_than_they_need(as_role):
    as_role["app_owner"].execute(
        "SELECT rolname, rolcreatedb, rolcreaterole, rolsuper, rolbypassrls"
        " FROM pg_roles WHERE rolname LIKE 'app\\_%' ORDER BY rolname"
    )

    assert as_role["app_owner"].fetchall() == [
        ("app_audit_ro", False, False, False, False),
        ("app_owner", True, False, False, False),
        ("app_rt", False, False, False, False),
    ]


def test_database_belongs_to_the_owner(as_role):
    owner = (
        "SELECT pg_get_userbyid(datdba) FROM pg_database"
        " WHERE datname = current_database()"
    )

    assert one(as_role["app_rt"], owner) == "app_owner"


def test_runtime_role_defines_no_table(as_role):
    with pytest.raises(InsufficientPrivilege):
        as_role["app_rt"].execute("CREATE TABLE left_behind ()")


def test_audit_role_only_reads(as_role):
    with pytest.raises(ReadOnlySqlTransaction):
        as_role["app_audit_ro"].execute("CREATE TABLE left_behind ()")


def test_runtime_role_cannot_become_the_owner(as_role):
    with pytest.raises(InsufficientPrivilege):
        as_role["app_rt"].execute("SET ROLE app_owner")
