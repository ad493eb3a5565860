-- Which records of a table with versions became what they are only after a moment. The planner is told that there may be
-- thousands: what it has counted of the newest rows is always old, and on a guess of one it compares every record with
-- every one of them, which after an import of fifty thousand takes a quarter of an hour. Row-level security is the
-- caller's.
create function platform.changed_since(versions text, at timestamptz) returns setof uuid
language plpgsql stable parallel safe rows 20000 as $$
begin
  return query execute format('select id from %s where valid_to is null and valid_from > $1', versions::regclass) using at;
end $$;
revoke all on function platform.changed_since(text, timestamptz) from public;
grant execute on function platform.changed_since(text, timestamptz) to vx_app;
