-- What was known at a time is what stands now, without what came since and with what has been replaced since: the last is
-- looked up by when it was replaced.
do $$ declare t record; begin
  for t in select g.tgrelid::regclass::text as base from pg_trigger g where g.tgfoid = 'platform.keep_version()'::regprocedure loop
    execute format('create index on %s (valid_to) where valid_to is not null', t.base || '_version');
  end loop;
end $$;

create or replace procedure platform.keep_versions(t regclass, variadic columns text[]) language plpgsql as $$
declare versions text := t::text || '_version';
begin
  execute format('create table %s (like %s, valid_from timestamptz not null, valid_to timestamptz)', versions, t);
  execute format('create index on %s (id, valid_from)', versions);
  execute format('create unique index on %s (id) where valid_to is null', versions);
  execute format('create index on %s (%s, valid_from)', versions, columns[1]);
  execute format('create index on %s (valid_to) where valid_to is not null', versions);
  execute format('create trigger keep_version after insert or update or delete on %s for each row execute function platform.keep_version()', t);
  execute format('revoke insert, update, delete on %s from vx_app', versions);
  call platform.protect(versions::regclass, variadic columns);
end $$;
