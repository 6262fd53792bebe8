"""Row-level security: what PostgreSQL shows a tenant, table by table.

Policies are written after each migration, and only where they differ from what is there. They hold
for the role `pillars_tenant`; the owner of the tables, under which migrations and commands work,
is above them. docs/decisions/0014-rows-of-one-organisation.md says why.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from .scopes import ROLE
from .tables import ALSO_READ, PERSONAL, Table, tenant_tables

# Of the cluster, not of the database: another database's `migrate` may make it at this moment.
ROLES = f"""
DO $$ BEGIN
    CREATE ROLE {ROLE} NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$ BEGIN
    EXECUTE format('GRANT {ROLE} TO %I', session_user);
EXCEPTION WHEN unique_violation OR internal_error THEN NULL;
END $$;
"""

GRANTS = f"""
GRANT USAGE ON SCHEMA public TO {ROLE};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {ROLE};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {ROLE};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {ROLE};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {ROLE};
"""

FUNCTIONS = """
CREATE OR REPLACE FUNCTION pillars_tenant() RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT nullif(current_setting('pillars.organisation', true), '')::uuid
$$;

CREATE OR REPLACE FUNCTION pillars_person() RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT nullif(current_setting('pillars.person', true), '')::bigint
$$;

-- Seen from above the policies: a policy that asked a table whose policy asks back would not end.
CREATE OR REPLACE FUNCTION pillars_shared_workloads() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT workload_id FROM workloads_workloadshare
    WHERE organisation_id = pillars_tenant()
$$;

-- A lens that is shared no more stays readable for what began with it.
CREATE OR REPLACE FUNCTION pillars_lent_lenses() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT lens_id FROM lenses_lensshare WHERE organisation_id = pillars_tenant()
    UNION
    SELECT version.lens_id FROM lenses_lensversion version
    JOIN reviews_lensreview review ON review.version_id = version.id
    JOIN workloads_workload workload ON workload.id = review.workload_id
    WHERE workload.organisation_id = pillars_tenant()
    UNION
    SELECT answer.lens_id FROM standing_standinganswer answer
    JOIN standing_reviewtemplate template ON template.id = answer.template_id
    WHERE template.organisation_id = pillars_tenant()
$$;
"""

KNOWN = """
SELECT relation.relname, description.description
FROM pg_policy policy
JOIN pg_class relation ON relation.oid = policy.polrelid
LEFT JOIN pg_description description
    ON description.objoid = policy.oid AND description.classoid = 'pg_policy'::regclass
WHERE policy.polname = 'tenant' AND relation.relrowsecurity
"""


def write(connection: Any) -> None:
    """Brings the policies of a database to what the models say; does nothing where they are.

    Raises:
        Homeless: a model of which nobody said to whom its rows belong.
        django.db.Error: the database's user may not do it (README, "Database").
    """
    with connection.cursor() as cursor:
        cursor.execute(KNOWN)
        known = dict(cursor.fetchall())
        wanted = {table.name: list(statements(table)) for table in tenant_tables()}
        wrong = {name: lines for name, lines in wanted.items() if known.get(name) != mark(lines)}
        if not wrong:
            return
        cursor.execute(ROLES + GRANTS + FUNCTIONS)
        for name, lines in wrong.items():
            cursor.execute(";\n".join([*lines, _signed(name, lines)]))


def mark(lines: list[str]) -> str:
    """Kept with a policy, so that it is known whether it is still the one that is wanted."""
    text = "\n".join([ROLES, GRANTS, FUNCTIONS, *lines])
    return hashlib.sha256(text.encode()).hexdigest()


def _signed(name: str, lines: list[str]) -> str:
    return f"COMMENT ON POLICY tenant ON {name} IS '{mark(lines)}'"


def statements(table: Table) -> Iterator[str]:
    own = owned(table)
    seen = " OR ".join([own, *_also(table)])
    yield f"ALTER TABLE {table.name} ENABLE ROW LEVEL SECURITY"
    yield f"DROP POLICY IF EXISTS tenant ON {table.name}"
    yield f"CREATE POLICY tenant ON {table.name} TO {ROLE} USING ({seen}) WITH CHECK ({own})"


def owned(table: Table) -> str:
    """The condition under which a row is the tenant's own."""
    ways = [f"{table.own} = (SELECT pillars_tenant())"] if table.own else []
    for key in table.above:
        above = key.related_model._meta.db_table
        target = key.target_field.column
        ways.append(
            f"EXISTS (SELECT FROM {above} above WHERE above.{target} = {table.name}.{key.column})"
        )
    if person := PERSONAL.get(table.label):
        ways.append(f"{person}_id = (SELECT pillars_person())")
    return " OR ".join(ways)


def _also(table: Table) -> list[str]:
    condition = ALSO_READ.get(table.label)
    return [condition] if condition else []
