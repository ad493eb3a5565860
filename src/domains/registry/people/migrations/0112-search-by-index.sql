-- The same search, planned for the very words: an index on parts of names serves `like` and not `like all`, and whether
-- it or the order of names is the shorter way hangs on how common the words are.
create or replace function vx.search_people(query text, how_many int) returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog, public, vx as $$
declare
  tokens text[] := array(select t from regexp_split_to_table(trim(translate(vx.fold(query), 'y', 'i')), '\s+') t where t <> '');
  patterns text[] := array(select '%' || replace(replace(replace(t, '\', '\\'), '%', '\%'), '_', '\_') || '%' from unnest(tokens) t);
  areas int[] := platform.scope();
begin
  -- A post that may not know who somebody is may not find out by counting hits.
  if cardinality(tokens) = 0 or current_setting('vx.knows_people', true) is distinct from 'yes' then return; end if;
  if cardinality(tokens) = 1 and tokens[1] ~ '^[0-9]{6,}$' then
    return query select p.id from vx.person p where p.area_id = any (areas)
      and (p.phone = tokens[1] or p.national_id = tokens[1]) limit how_many;
    return;
  end if;
  return query execute format('select p.id from vx.person p where %s and p.area_id = any ($1) order by p.sort_key, p.id limit $2',
    (select string_agg(format('p.name_key like %L', pattern), ' and ') from unnest(patterns) pattern)) using areas, how_many;
end $$;
