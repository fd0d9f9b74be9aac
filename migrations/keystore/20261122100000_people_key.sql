-- The key that numbers and log-ins are found by, which can be exchanged for a new one.

-- migrate:up

-- A book has one such key in use, and while it is turned two. One that is no longer written with
-- stands as 'people-old' until nothing in the book's tables was made with it.
ALTER TABLE book_key DROP CONSTRAINT book_key_purpose_check;
ALTER TABLE book_key ADD CONSTRAINT book_key_purpose_check
    CHECK (purpose IN ('index', 'signing', 'people', 'people-old'));

-- The login may destroy no key of a book's own, and this one only when a newer is in use. Says
-- whether it was there.
CREATE FUNCTION older_people_key_goes(this_book uuid, this_purpose text, this_version int)
RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
BEGIN ATOMIC
    WITH gone AS (
        DELETE FROM book_key k
         WHERE k.tenant = this_book AND k.version = this_version
           AND k.purpose = this_purpose AND this_purpose IN ('people', 'people-old')
           AND EXISTS (SELECT FROM book_key n
                        WHERE n.tenant = this_book AND n.purpose = 'people'
                          AND n.version > this_version)
     RETURNING k.version
    )
    SELECT EXISTS (SELECT FROM gone);
END;

GRANT EXECUTE ON FUNCTION older_people_key_goes TO stafett_keystore;
