"""PostgreSQL itself keeps the rows of organisations apart, whatever a query forgets."""

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from reviewapp.isolation.scopes import asking, everything, tenant
from reviewapp.isolation.tables import SHARED, models_of_ours, owner_of, tenant_tables
from reviewapp.lenses.models import Lens
from reviewapp.people.models import Membership, Role
from reviewapp.workloads.models import Workload
from tests.access.world import make_world
from tests.factories import make_organisation, make_user, make_workload

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


def counted() -> dict[str, int]:
    """Rows of each tenant table, asked as carelessly as can be."""
    found = {}
    with connection.cursor() as cursor:
        for table in tenant_tables():
            cursor.execute(f"SELECT count(*) FROM {table.name}")
            found[table.label] = cursor.fetchone()[0]
    return found


def test_a_query_without_a_tenant_sees_nothing(world):
    there = {label for label, rows in counted().items() if rows}
    assert len(there) > 40, "the world is to hold a row of most tables"
    with tenant(None):
        # What everybody may read: the built-in lenses.
        assert {label for label, rows in counted().items() if rows} <= {
            "lenses.Lens",
            "lenses.LensVersion",
        }
        assert not Lens.objects.exclude(organisation=None).exists()


def test_another_organisation_sees_none_of_it(world):
    stranger = world.browsers["stranger"].user.memberships.get().organisation_id
    with tenant(stranger):
        seen = counted()
    assert seen["workloads.Workload"] == seen["reviews.Answer"] == seen["collection.Fact"] == 0
    assert seen["people.Membership"] == 1


def test_a_tenant_sees_all_of_its_own(world):
    everywhere = counted()
    with tenant(Workload.objects.get(pk=world.ids["workload_id"]).organisation_id):
        seen = counted()
    assert {label for label, rows in everywhere.items() if rows} == {
        label for label, rows in seen.items() if rows
    }


def test_a_row_of_another_organisation_is_neither_changed_nor_made(world):
    workload = Workload.objects.get(pk=world.ids["workload_id"])
    with tenant(make_organisation().pk):
        assert not Workload.objects.filter(pk=workload.pk).update(name="Mine")
        assert not Workload.objects.filter(pk=workload.pk).delete()[0]
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            make_workload(workload.organisation, "Smuggled")
    workload.refresh_from_db()
    assert workload.name == "Checkout"


def test_every_table_of_the_product_is_of_somebody_or_says_why_not():
    named = {table.label for table in tenant_tables()}
    assert named | set(SHARED) == {model._meta.label for model in models_of_ours()}
    assert all(apps.get_model(label) for label in SHARED)


def test_the_database_holds_the_policies_that_the_models_ask_for():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_policies WHERE policyname = 'tenant'")
        held = {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity")
        secured = {row[0] for row in cursor.fetchall()}
    assert {table.name for table in tenant_tables()} == held == secured


def test_a_person_sees_their_memberships_wherever_they_are():
    home, other = make_organisation(), make_organisation()
    person = make_user(home, Role.VIEWER)
    Membership.objects.create(organisation=other, user=person)
    make_user(other)
    with asking(organisation_id=None, person=person.pk):
        assert Membership.objects.count() == 2


def test_a_shared_workload_is_seen_by_both():
    workload = make_workload(make_organisation())
    partner = make_organisation()
    with tenant(partner.pk):
        assert not Workload.objects.exists()
    workload.shares.create(organisation=partner)
    for organisation in (partner.pk, workload.organisation_id):
        with tenant(organisation):
            assert Workload.objects.get().shares.count() == 1


@transaction.atomic
def fail_deep_inside(other):
    with everything():
        assert Workload.objects.exists()
        with tenant(other.pk):
            assert not Workload.objects.exists()
            raise ZeroDivisionError


def test_scopes_nest_and_a_rollback_leaves_what_was_before():
    workload = make_workload(make_organisation())
    other = make_organisation()
    with tenant(workload.organisation_id):
        with pytest.raises(ZeroDivisionError):
            fail_deep_inside(other)
        assert Workload.objects.exists()
        with pytest.raises(ProgrammingError), transaction.atomic():
            with tenant(other.pk), connection.cursor() as cursor:
                cursor.execute("SELECT no_such_function()")
        assert Workload.objects.exists()
    assert Workload.objects.exists()


def test_the_owner_of_a_row_is_found_on_the_way_up(world):
    organisation = Workload.objects.get(pk=world.ids["workload_id"]).organisation_id
    with tenant(organisation):
        found = {
            table.label: owner_of(row)
            for table in tenant_tables()
            # A share is its partner's, and the newest version of a lens is a built-in one's.
            if table.label not in ("workloads.WorkloadShare", "lenses.LensVersion")
            and table.above
            and (row := table.model._base_manager.order_by("-pk").first())
        }
    assert len(found) > 30
    assert set(found.values()) == {organisation}
