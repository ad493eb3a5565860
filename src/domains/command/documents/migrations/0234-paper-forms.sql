-- How the papers of an office look: one row is one edition. An edition applies from its day to the papers that are signed
-- after it was published, and stays as it is, so that a paper made again years later looks the same.
create table vx.paper_form (
  id uuid primary key,
  -- The office whose papers it is for.
  area_id int not null references vx.area,
  form text not null check (form in ('state','party')),
  -- A type of document, or '*' for all that have no form of their own.
  type text not null check (length(type) between 1 and 10),
  name text not null check (length(trim(name)) > 0),
  -- Whether offices below without a form of their own use it too.
  for_below boolean not null default false,
  legal_basis text,
  body jsonb not null check (jsonb_typeof(body) = 'object'),
  effective_from date,
  effective_to date,
  made_by text not null,
  made_at timestamptz not null,
  published_by text,
  published_at timestamptz,
  version int not null default 1,
  check ((published_at is null) = (effective_from is null)),
  check ((published_at is null) = (published_by is null)),
  constraint paper_form_term check (effective_to is null or effective_to >= effective_from)
);
create index on vx.paper_form (area_id, form, type, effective_from);
create unique index paper_form_one_draft on vx.paper_form (area_id, form, type) where published_at is null;
call platform.protect('vx.paper_form', 'area_id');
-- A paper that was sent down is made again there: whoever reads it must find the form that it was made by.
create policy handed_down on vx.paper_form for select to vx_app
  using (published_at is not null and area_id = any ((select vx.areas_above())::int[]));

-- Once published, only the day from which no paper is made by it any more may be added, once.
create function vx.keep_published_form() returns trigger language plpgsql as $$
begin
  if old.published_at is null then
    if tg_op = 'DELETE' then return old; end if;
    return new;
  end if;
  if tg_op = 'UPDATE' then
    if old.effective_to is null and new.effective_to is not null
      and to_jsonb(new) - 'effective_to' - 'version' = to_jsonb(old) - 'effective_to' - 'version'
    then return new; end if;
  end if;
  raise exception 'A published form is never changed' using errcode = 'check_violation', constraint = 'paper_form_frozen';
end $$;
create trigger keep_frozen before update or delete on vx.paper_form for each row execute function vx.keep_published_form();
