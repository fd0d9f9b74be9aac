-- A day in clear tells what it is the day of: it goes under the seal.

-- migrate:up

-- What stood there was sealed for its day; `stafett projections rebuild` makes it anew.
TRUNCATE due;
ALTER TABLE due DROP COLUMN due_on;
