"""The database keeps the log: it links entries right before the commit and lets nobody change them.

docs/decisions/0011-audit-entries-are-linked-at-commit.md says why it is done here and in two steps.
"""

from django.db import migrations

# Deferred triggers run at the commit, in the order in which their rows were written; foreign keys
# are checked by such triggers too, and wait for locks that others hold. An organisation's chain
# must be locked after all of them, or two transactions could wait for each other. So the first
# step only marks one entry as due, which puts the second step behind everything there was.
STEPS = """
CREATE FUNCTION audit_entry_is_due() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF current_setting('audit.due', true) IS DISTINCT FROM NEW.organisation_id::text THEN
        PERFORM set_config('audit.due', NEW.organisation_id::text, true);
        UPDATE audit_entry SET hash = 'due' WHERE id = NEW.id AND number IS NULL;
        IF NOT FOUND THEN
            -- Linked already: constraints were made immediate within the transaction.
            PERFORM set_config('audit.due', '', true);
        END IF;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION audit_chain_entries() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    one uuid := NEW.organisation_id;
    last bigint;
    head text;
    entry record;
BEGIN
    PERFORM set_config('audit.due', '', true);
    -- Others' are either linked or not to be seen yet: what is found is this transaction's.
    PERFORM FROM audit_entry WHERE organisation_id = one AND number IS NULL;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    INSERT INTO audit_chain (id, organisation_id, number, hash, at)
    VALUES (gen_random_uuid(), one, 0, audit_sha256('audit chain|' || one), clock_timestamp())
    ON CONFLICT (organisation_id) DO NOTHING;
    SELECT number, hash INTO last, head FROM audit_chain
    WHERE organisation_id = one FOR UPDATE;
    FOR entry IN
        SELECT id, digest FROM audit_entry
        WHERE organisation_id = one AND number IS NULL ORDER BY id
    LOOP
        last := last + 1;
        UPDATE audit_entry SET number = last, previous = head, hash = audit_sha256(
            concat_ws('|', 'audit entry', one, last, head, entry.digest)
        ) WHERE id = entry.id RETURNING hash INTO head;
    END LOOP;
    UPDATE audit_chain SET number = last, hash = head, at = clock_timestamp()
    WHERE organisation_id = one;
    RETURN NULL;
END $$;

CREATE FUNCTION audit_sha256(said text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT encode(sha256(convert_to(said, 'UTF8')), 'hex')
$$;

CREATE CONSTRAINT TRIGGER audit_entry_is_due AFTER INSERT ON audit_entry
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_entry_is_due();

CREATE CONSTRAINT TRIGGER audit_entry_chain AFTER UPDATE OF hash ON audit_entry
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (NEW.hash = 'due') EXECUTE FUNCTION audit_chain_entries();
"""

# A trigger's own statement runs one deeper than what people and the product send.
GUARDS = """
CREATE FUNCTION audit_entry_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.number := NULL;
        NEW.previous := '';
        NEW.hash := '';
        RETURN NEW;
    ELSIF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1 AND OLD.number IS NULL
        AND to_jsonb(NEW) - 'number' - 'previous' - 'hash'
            = to_jsonb(OLD) - 'number' - 'previous' - 'hash'
    THEN
        RETURN NEW;
    ELSIF TG_OP = 'DELETE' AND current_setting('audit.erasing', true) = OLD.organisation_id::text
    THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'Entries of the audit log cannot be changed or deleted.'
    USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION audit_chain_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('audit.erasing', true) = OLD.organisation_id::text THEN
        RETURN OLD;
    ELSIF TG_OP <> 'DELETE' AND pg_trigger_depth() > 1 THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The head of the audit log is kept by the database alone.'
    USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION audit_no_truncating() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('audit.truncating', true) IS DISTINCT FROM 'on' THEN
        RAISE EXCEPTION 'The audit log cannot be emptied.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER audit_entry_guard BEFORE INSERT OR UPDATE OR DELETE ON audit_entry
FOR EACH ROW EXECUTE FUNCTION audit_entry_guard();

CREATE TRIGGER audit_chain_guard BEFORE INSERT OR UPDATE OR DELETE ON audit_chain
FOR EACH ROW EXECUTE FUNCTION audit_chain_guard();

CREATE TRIGGER audit_entry_no_truncating BEFORE TRUNCATE ON audit_entry
EXECUTE FUNCTION audit_no_truncating();

CREATE TRIGGER audit_chain_no_truncating BEFORE TRUNCATE ON audit_chain
EXECUTE FUNCTION audit_no_truncating();
"""

UNDO = """
DROP TRIGGER audit_chain_no_truncating ON audit_chain;
DROP TRIGGER audit_entry_no_truncating ON audit_entry;
DROP TRIGGER audit_chain_guard ON audit_chain;
DROP TRIGGER audit_entry_guard ON audit_entry;
DROP TRIGGER audit_entry_chain ON audit_entry;
DROP TRIGGER audit_entry_is_due ON audit_entry;
DROP FUNCTION audit_no_truncating, audit_chain_guard, audit_entry_guard, audit_chain_entries,
    audit_entry_is_due, audit_sha256;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0001_entries_and_chains'),
    ]

    operations = [
        migrations.RunSQL(STEPS + GUARDS, UNDO),
    ]
