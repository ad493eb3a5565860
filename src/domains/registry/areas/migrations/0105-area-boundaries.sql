-- Boundaries come in whole sets (one file), so that neighbours share their borders, and go as a whole.
create table vx.boundary_set (
  id uuid primary key,
  file_name text not null,
  -- Whose drawing it is and under what licence, in the words of whoever handed it in.
  source text not null check (length(trim(source)) > 0),
  valid_from date not null,
  valid_to date,
  state text not null check (state in ('review', 'in_force', 'undone')),
  level text references vx.area_level,
  -- Borders drawn once each: quantised points and how much each of them matters.
  topology jsonb not null,
  mended jsonb not null,
  -- Which columns of the file were taken for code, name and unit above.
  columns jsonb not null,
  made_by text not null,
  made_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  undone_by text,
  undone_at timestamptz,
  undo_reason text,
  version int not null default 1,
  constraint boundary_days_in_order check (valid_to is null or valid_to >= valid_from)
);
create index on vx.boundary_set (level);
create index on vx.boundary_set (decided_at) where state = 'in_force';

create table vx.boundary_feature (
  set_id uuid not null references vx.boundary_set on delete cascade,
  position int not null,
  code text, name text, above text,
  -- Rings of arcs of the set's topology; empty when nothing is left of it.
  polygons jsonb not null,
  km2_before double precision not null, km2_after double precision not null,
  of_area int references vx.area,
  -- How it came to its area; null while nobody has decided.
  matched text check (matched in ('code', 'name', 'hand', 'left-out')),
  reason text,
  primary key (set_id, position),
  constraint boundary_left_out_with_reason check (matched is distinct from 'left-out' or length(trim(reason)) > 0),
  constraint boundary_matched_has_area check ((matched in ('code', 'name', 'hand')) is not true or of_area is not null)
);
create unique index boundary_area_once on vx.boundary_feature (set_id, of_area) where of_area is not null;
create index on vx.boundary_feature (of_area) where of_area is not null;
