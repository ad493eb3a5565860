-- What stands about a person in which words. Rows are found by their foreign keys to vx.person, so a table that is not
-- named here is moved as well; a column that refers to a person without a foreign key is found because it is named here.
create table vx.person_holding (
  table_name text not null,
  column_name text not null,
  vi text not null,
  en text not null,
  -- Condition (SQL) of the rows that are computed from others; null where none are.
  computed text,
  primary key (table_name, column_name)
);
-- What a person has at most once. Two of them refuse the merge with a problem and the labels of both, or the order of
-- `prefer` (SQL) tells which stays and the other is put aside.
create table vx.person_once (
  table_name text not null,
  keys text[] not null,
  only_when text not null default 'true',
  prefer text,
  problem text,
  label text,
  primary key (table_name, keys, only_when),
  check (num_nonnulls(prefer, problem) = 1 and (problem is null) = (label is null))
);
revoke insert, update, delete on vx.person_holding, vx.person_once from vx_app;

-- One record held by another: what is left of the merged one, and who decided it why. Nothing can refer to the merged
-- person any more because vx.person has it no more: the foreign keys themselves refuse.
create table vx.person_merge (
  id uuid primary key,
  kept_id uuid not null references vx.person,
  merged_id uuid not null,
  -- Where the merged person was registered.
  area_id int not null references vx.area,
  full_name text,
  national_id text,
  outside_id text,
  -- The record as it was.
  person jsonb,
  -- Column of the kept person → [what it was, what was taken from the other].
  taken jsonb not null default '{}',
  reason text not null,
  merged_at timestamptz not null,
  merged_by text not null,
  undone_at timestamptz,
  undone_by text,
  undo_reason text,
  version int not null default 1,
  -- Undone, the two may have been merged the other way round since.
  check (kept_id <> merged_id or undone_at is not null),
  check ((undone_at is null) = (undone_by is null) and (undone_at is null) = (undo_reason is null))
);
create unique index person_merged_once on vx.person_merge (merged_id) where undone_at is null;
create index on vx.person_merge (kept_id);
create index on vx.person_merge (area_id);
create index on vx.person_merge (national_id) where national_id is not null;
create index on vx.person_merge (outside_id) where outside_id is not null;
revoke insert, update, delete on vx.person_merge from vx_app;
grant update (area_id, version) on vx.person_merge to vx_app;
alter table vx.person_merge enable row level security;
create policy in_scope on vx.person_merge to vx_app
  using (area_id = any ((select platform.scope())::int[]) or kept_id in (select id from vx.person))
  with check (area_id = any ((select platform.scope())::int[]));

-- What a merge did to which row: moved its column to the kept person, put it aside, or (computed) only noted it.
create table vx.person_merge_row (
  merge_id uuid not null references vx.person_merge on delete cascade,
  table_name text not null,
  row_id uuid not null,
  column_name text not null,
  how text not null check (how in ('moved','aside','computed')),
  was jsonb,
  primary key (merge_id, table_name, row_id, column_name),
  check ((how = 'moved') = (column_name <> ''))
);
revoke insert, update, delete on vx.person_merge_row from vx_app;
alter table vx.person_merge_row enable row level security;
create policy in_scope on vx.person_merge_row to vx_app using (merge_id in (select id from vx.person_merge));

-- Every column that refers to a person.
create function vx.person_columns() returns table (table_name text, column_name text)
language sql stable set search_path = pg_catalog, vx as $$
  select format('%s.%s', n.nspname, c.relname), a.attname::text
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
    where k.contype = 'f' and k.confrelid = 'vx.person'::regclass
  union select h.table_name, h.column_name from vx.person_holding h
$$;

-- A set of columns with both people taken for one ($2 kept, $3 merged), the condition that a row is about either of
-- them, and how many of its columns name the merged one.
create function vx.as_one_person(of_table text, keys text[], out same text, out touched text, out mergeds text)
language sql stable set search_path = pg_catalog, vx as $$
  select string_agg(case when c.column_name is null then format('t.%I', k)
      else format('case when t.%1$I = $3 then $2 else t.%1$I end', k) end, ', '),
    string_agg(case when c.column_name is not null then format('t.%I in ($2, $3)', k) end, ' or '),
    string_agg(case when c.column_name is not null then format('(t.%I = $3)::int', k) end, ' + ')
  from unnest(keys) k left join vx.person_columns() c on c.table_name = of_table and c.column_name = k
$$;

create function vx.require_people_in_scope(of_areas int[]) returns void
language plpgsql stable set search_path = pg_catalog, platform as $$
begin
  if cardinality(of_areas) = 0 or not of_areas <@ platform.scope() then
    raise insufficient_privilege using message = 'a person lies outside the scope';
  end if;
end $$;

-- How many rows would move, and what refuses. As the owner, because what stands about somebody may stand in another
-- ward: it tells how many, and the labels of what refuses.
create function vx.review_merge(of_kept uuid, of_merged uuid, out moves jsonb, out clashes jsonb)
language plpgsql stable security definer set search_path = pg_catalog, public, vx as $$
declare c record; o record; k record; n int; labels text[];
begin
  perform vx.require_people_in_scope(array(select area_id from vx.person where id in (of_kept, of_merged)));
  moves := '[]'; clashes := '[]';
  for c in select p.table_name, p.column_name, h.vi, h.en from vx.person_columns() p
    left join vx.person_holding h using (table_name, column_name) order by 1, 2
  loop
    execute format('select count(*) from %s where %I = $1', c.table_name, c.column_name) into n using of_merged;
    moves := moves || jsonb_build_object('table', c.table_name, 'column', c.column_name, 'vi', c.vi, 'en', c.en, 'count', n);
  end loop;
  for o in select * from vx.person_once where problem is not null order by table_name loop
    select * into k from vx.as_one_person(o.table_name, o.keys);
    execute format('select array_agg(distinct x.label) from (
        select (%s)::text as label, count(*) over w as n, sum(%s) over w as merged from %s t where (%s) and (%s) window w as (partition by %s)
      ) x where x.merged between 1 and x.n - 1 and $1 is not null',
      o.label, k.mergeds, o.table_name, k.touched, o.only_when, k.same) into labels using o.problem, of_kept, of_merged;
    if labels is not null then clashes := clashes || jsonb_build_object('code', o.problem, 'labels', labels); end if;
  end loop;
end $$;

-- Moves everything that refers to the merged person to the kept one and takes the merged record away, noting every row.
create function vx.merge_people(of_merge uuid, of_kept uuid, of_merged uuid, because text, at timestamptz, by text) returns void
language plpgsql security definer set search_path = pg_catalog, public, vx as $$
declare h record; o record; k record; c record; noted text; p vx.person;
begin
  perform from vx.person where id in (of_kept, of_merged) order by id for update;
  perform vx.require_people_in_scope(array(select area_id from vx.person where id in (of_kept, of_merged)));
  select * into strict p from vx.person where id = of_merged;
  insert into vx.person_merge (id, kept_id, merged_id, area_id, full_name, national_id, outside_id, person, reason, merged_at, merged_by)
    values (of_merge, of_kept, of_merged, p.area_id, p.full_name, p.national_id, p.outside_id, to_jsonb(p), because, at, by);
  noted := 'not exists (select from vx.person_merge_row s where s.merge_id = $1 and s.table_name = %L and s.row_id = x.id and s.how = ''computed'')';
  for h in select * from vx.person_holding where computed is not null loop
    execute format('insert into vx.person_merge_row select $1, %L, t.id, '''', ''computed'', to_jsonb(t) from %s t where t.%I in ($2, $3) and (%s)',
      h.table_name, h.table_name, h.column_name, h.computed) using of_merge, of_kept, of_merged;
  end loop;
  -- Nobody meets themselves.
  for c in select table_name, string_agg(format('t.%I', column_name), ', ') as cols from vx.person_columns() group by 1 having count(*) > 1 loop
    execute format('with x as (delete from %s t where array[%s] @> array[$2, $3] returning t.id, to_jsonb(t) as was)
      insert into vx.person_merge_row select $1, %L, x.id, '''', ''aside'', x.was from x', c.table_name, c.cols, c.table_name)
      using of_merge, of_kept, of_merged;
  end loop;
  for o in select * from vx.person_once where prefer is not null loop
    select * into k from vx.as_one_person(o.table_name, o.keys);
    execute format('with ranked as (select t.id, row_number() over (partition by %s order by %s, %s, t.id) as n from %s t where (%s) and (%s)),
        x as (delete from %s t using ranked r where t.id = r.id and r.n > 1 returning t.id, to_jsonb(t) as was)
      insert into vx.person_merge_row select $1, %L, x.id, '''', ''aside'', x.was from x where ' || format(noted, o.table_name),
      k.same, o.prefer, k.mergeds, o.table_name, k.touched, o.only_when, o.table_name, o.table_name)
      using of_merge, of_kept, of_merged;
  end loop;
  for c in select p2.*, exists (select from pg_attribute where attrelid = p2.table_name::regclass and attname = 'version') as counts
    from vx.person_columns() p2 order by 1, 2
  loop
    execute format('with x as (update %s t set %I = $2 %s where %I = $3 returning t.id)
      insert into vx.person_merge_row select $1, %L, x.id, %L, ''moved'', null from x where ' || format(noted, c.table_name),
      c.table_name, c.column_name, case when c.counts then ', version = version + 1' else '' end, c.column_name, c.table_name, c.column_name)
      using of_merge, of_kept, of_merged;
  end loop;
  delete from vx.person where id = of_merged;
end $$;

-- Puts a row back that a merge noted. Whoever it names and was merged since is found where they are now, and that merge
-- learns of it, so that undoing it takes this row along.
create function vx.put_back(of_table text, of_row uuid, was jsonb) returns void
language plpgsql set search_path = pg_catalog, public, vx as $$
declare c text; later vx.person_merge; columns text;
begin
  for c in select column_name from vx.person_columns() where table_name = of_table loop
    select * into later from vx.person_merge where merged_id = (was ->> c)::uuid and undone_at is null;
    if found then
      was := was || jsonb_build_object(c, later.kept_id);
      insert into vx.person_merge_row values (later.id, of_table, of_row, c, 'moved', null) on conflict do nothing;
    end if;
  end loop;
  if was ? 'version' then was := was || jsonb_build_object('version', (was ->> 'version')::int + 1); end if;
  select string_agg(quote_ident(attname), ', ') into columns from pg_attribute
    where attrelid = of_table::regclass and attnum > 0 and not attisdropped and attgenerated = '';
  execute format('insert into %1$s (%2$s) select %2$s from jsonb_populate_record(null::%1$s, $1)', of_table, columns) using was;
end $$;
revoke all on function vx.put_back(text, uuid, jsonb) from public, vx_app;

-- Puts back exactly what a merge moved; what was added since stays with the kept person.
-- @returns how many of the moved rows have gone to somebody else, in which case the caller rolls back
create function vx.unmerge_people(of_merge uuid, because text, at timestamptz, by text) returns int
language plpgsql security definer set search_path = pg_catalog, public, vx as $$
declare m vx.person_merge; c record; r record; h record; there boolean; n int; elsewhere int := 0;
begin
  select * into strict m from vx.person_merge where id = of_merge and undone_at is null for update;
  perform from vx.person where id = m.kept_id for update;
  perform vx.require_people_in_scope(array(select area_id from vx.person where id = m.kept_id) || m.area_id);
  update vx.person_merge set undone_at = at, undone_by = by, undo_reason = because, version = version + 1 where id = of_merge;
  perform vx.put_back('vx.person', m.merged_id, m.person || jsonb_build_object('area_id', m.area_id));
  for c in select j.table_name, j.column_name, count(a.attname) > 0 as counts from vx.person_merge_row j
    left join pg_attribute a on a.attrelid = j.table_name::regclass and a.attname = 'version'
    where j.merge_id = of_merge and j.how = 'moved' group by 1, 2
  loop
    execute format('select count(*) from %s t join vx.person_merge_row j on j.row_id = t.id
      where j.merge_id = $1 and j.table_name = %L and j.column_name = %L and t.%I is distinct from $2',
      c.table_name, c.table_name, c.column_name, c.column_name) into n using of_merge, m.kept_id;
    elsewhere := elsewhere + n;
    execute format('update %s t set %I = $2 %s from vx.person_merge_row j where j.row_id = t.id and j.merge_id = $1 and j.table_name = %L and j.column_name = %L',
      c.table_name, c.column_name, case when c.counts then ', version = t.version + 1' else '' end, c.table_name, c.column_name)
      using of_merge, m.merged_id;
  end loop;
  for h in select * from vx.person_holding where computed is not null loop
    execute format('delete from %s t where t.%I = $1 and (%s)', h.table_name, h.column_name, h.computed) using m.kept_id;
  end loop;
  for r in select * from vx.person_merge_row where merge_id = of_merge and how <> 'moved' order by table_name, row_id loop
    execute format('select exists (select from %s where id = $1)', r.table_name) into there using r.row_id;
    -- A due day on which somebody looked since is what they found, and stays with the kept person.
    if not there then perform vx.put_back(r.table_name, r.row_id, r.was); end if;
  end loop;
  delete from vx.person_merge_row where merge_id = of_merge;
  update vx.person_merge set person = null, full_name = null, national_id = null, outside_id = null, taken = '{}' where id = of_merge;
  return elsewhere;
end $$;

-- Notes what the kept person took from the other.
create function vx.note_taken(of_merge uuid, what jsonb) returns void
language sql security definer set search_path = pg_catalog, vx as $$
  update vx.person_merge set taken = what where id = of_merge and area_id = any (platform.scope())
$$;

-- Who may be the same person: the same national id, or the same words in the name with the same phone or birth. As the
-- owner, because a function of ours is not leakproof and row-level security would switch the index off.
create function vx.likely_same(of_person uuid, how_many int) returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog, public, vx, platform as $$
declare p vx.person; areas int[] := platform.scope();
begin
  select * into p from vx.person where id = of_person and area_id = any (areas);
  if p.id is null or current_setting('vx.knows_people', true) is distinct from 'yes' then return; end if;
  return query select x.id from (
      select q.id, q.area_id, 1 as nearness from vx.person q where q.national_id = p.national_id
      union all
      select q.id, q.area_id, 2 from vx.person q where vx.name_set(q.full_name) = vx.name_set(p.full_name) and (
        q.phone = p.phone or q.birth_date = p.birth_date
        or ((q.birth_date is null or p.birth_date is null) and
          coalesce(q.birth_year, extract(year from q.birth_date)) = coalesce(p.birth_year, extract(year from p.birth_date))))
    ) x where x.id <> p.id and x.area_id = any (areas) group by x.id order by min(x.nearness), x.id limit how_many;
end $$;

revoke all on function vx.review_merge(uuid, uuid), vx.merge_people(uuid, uuid, uuid, text, timestamptz, text),
  vx.unmerge_people(uuid, text, timestamptz, text), vx.note_taken(uuid, jsonb), vx.likely_same(uuid, int) from public;
grant execute on function vx.review_merge(uuid, uuid), vx.merge_people(uuid, uuid, uuid, text, timestamptz, text),
  vx.unmerge_people(uuid, text, timestamptz, text), vx.note_taken(uuid, jsonb), vx.likely_same(uuid, int) to vx_app;

insert into vx.person_holding values
  ('vx.person_merge', 'kept_id', 'Hồ sơ đã gộp trước đây', 'Records merged before', null);

-- The merged record is kept as long as somebody may find that they were two; then only where its link leads is left.
insert into platform.rule_version (key, effective_from, effective_to, legal_basis, body)
select 'retention.merged-people', b.effective_from, b.effective_to, b.legal_basis || '; số ngày do đơn vị đặt, chờ xác nhận',
  '{"vi":"Hồ sơ đã gộp vào người khác","en":"Records merged into another person","do":"blank","table":"vx.person_merge","days":365,
    "since":"merged_at","set":{"person":null,"full_name":null,"national_id":null,"outside_id":null,"taken":"{}"}}'::jsonb
from (values
  ('2023-07-01'::date, '2025-12-31'::date, 'Nghị định 13/2023/NĐ-CP (bảo vệ dữ liệu cá nhân), Điều 3 và Điều 16'),
  ('2026-01-01'::date, null::date, 'Luật 91/2025/QH15 (bảo vệ dữ liệu cá nhân) và Nghị định 356/2025/NĐ-CP')
) as b (effective_from, effective_to, legal_basis)
union all
select 'retention.merged-rows', b.effective_from, b.effective_to, b.legal_basis || '; số ngày do đơn vị đặt, chờ xác nhận',
  '{"vi":"Dòng đã chuyển khi gộp hồ sơ","en":"Rows moved by merges","do":"delete","table":"vx.person_merge_row","days":365,
    "via":{"column":"merge_id","table":"vx.person_merge"},"since":"merged_at","id":"row_id"}'::jsonb
from (values
  ('2023-07-01'::date, '2025-12-31'::date, 'Nghị định 13/2023/NĐ-CP (bảo vệ dữ liệu cá nhân), Điều 3 và Điều 16'),
  ('2026-01-01'::date, null::date, 'Luật 91/2025/QH15 (bảo vệ dữ liệu cá nhân) và Nghị định 356/2025/NĐ-CP')
) as b (effective_from, effective_to, legal_basis);
