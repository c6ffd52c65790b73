-- What keeps access events and history rows as they were written. Run as the owner, after
-- every migration; running it again changes nothing.

CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    -- The flush after a test asks for this; web and workers may not TRUNCATE anything.
    IF TG_OP = 'TRUNCATE'
        AND current_setting('anteroom.truncate', true) = 'on'
        AND current_user = (
            SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID
        )
    THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE SEQUENCE IF NOT EXISTS clinic_accessevent_seq;

CREATE OR REPLACE FUNCTION stamp_access_event() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    NEW.seq := nextval('public.clinic_accessevent_seq');
    NEW.xid8 := pg_current_xact_id()::text::bigint;
    NEW.at := clock_timestamp();
    RETURN NEW;
END
$$;
