-- Who serves takes nothing away: it is for the operator, and for what has lain still for long.

-- migrate:up

-- Nobody who logs in for the service may call it any more: `stafett ledger prune` does, as the
-- pruner itself, at the address of somebody who may make tables and roles. And whoever calls it,
-- the lines themselves must say that nobody has written in the matter for thirty days. That is
-- asked of the time on this very machine, and of lines that cannot be changed: so no one who may
-- only add lines can bring it about for a matter in use.
RESET ROLE;
REVOKE EXECUTE ON FUNCTION prune_lines FROM stafett_writer;
CREATE OR REPLACE FUNCTION prune_lines(this_book uuid, this_stream uuid) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $prune$
DECLARE
    how_many int;
BEGIN
    PERFORM set_config('stafett.tenant', this_book::text, true);
    IF EXISTS (SELECT FROM event
                WHERE tenant = this_book AND stream = this_stream
                  AND recorded_at > now() - interval '30 days')
    THEN
        RAISE EXCEPTION 'written in within thirty days' USING ERRCODE = 'ST002';
    END IF;
    UPDATE event SET sealed = '\x00'::bytea || sha256(sealed)
     WHERE tenant = this_book AND stream = this_stream AND octet_length(sealed) > 33;
    GET DIAGNOSTICS how_many = ROW_COUNT;
    RETURN how_many;
END
$prune$;
SET ROLE stafett_owner;
