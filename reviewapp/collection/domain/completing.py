"""Tags of what came without them, out of the one pass over the tagging service."""

from django.db import connection, transaction

from pillars.kinds import inventory_kinds
from reviewapp.collection.models import Fact, Run

TAGGING = "tagging.resource"
# They were written a moment ago and nothing counted them yet: PostgreSQL takes them for a few rows
# and would compare each with each, a hundred thousand in a large account.
FOR_MANY = "SET LOCAL enable_nestloop = off"


@transaction.atomic
def complete_tags(run: Run) -> int:
    """Gives resources that no collector read tags of those that the tagging service told.

    The last step of reading: nobody has looked at the facts yet. Safe to run again. Returns how
    many facts got tags.
    """
    table = connection.ops.quote_name(Fact._meta.db_table)
    query = f"""
        UPDATE {table} AS fact SET tags = told.tags
        FROM {table} AS told
        WHERE fact.run_id = %s AND told.run_id = %s AND told.kind = %s
          AND fact.kind = ANY(%s) AND fact.tags = '{{}}' AND told.tags <> '{{}}'
          AND fact.account = told.account AND fact.resource = told.resource
    """  # noqa: S608 - names of our own tables
    with connection.cursor() as cursor:
        cursor.execute(FOR_MANY)
        cursor.execute(query, [run.pk, run.pk, TAGGING, list(inventory_kinds())])
        return int(cursor.rowcount)
