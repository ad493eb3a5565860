-- What comes of a task: split down the tree, reminded of, explained, put off, held up, proved, cancelled.
alter table vx.task add column cancelled_at timestamptz,
  -- What shall be there at the end, in words; and who works along (kinds of posts).
  add column expected text,
  add column with_posts text[] not null default '{}',
  -- The figure that says when it is done: {figure, per, compare, value}.
  add column goal jsonb,
  add constraint task_done_or_cancelled check (done_at is null or cancelled_at is null);

-- History rows are written by position: the new columns go before the two of the history.
alter table vx.task_version add column cancelled_at timestamptz, add column expected text,
  add column with_posts text[] not null default '{}', add column goal jsonb, add column known_from timestamptz, add column known_to timestamptz;
update vx.task_version set known_from = valid_from, known_to = valid_to;
alter table vx.task_version drop column valid_from, drop column valid_to;
alter table vx.task_version rename column known_from to valid_from;
alter table vx.task_version rename column known_to to valid_to;
alter table vx.task_version alter column valid_from set not null;
create index on vx.task_version (id, valid_from);
create unique index on vx.task_version (id) where valid_to is null;
create index on vx.task_version (area_id, valid_from);
create index on vx.task_version (valid_to) where valid_to is not null;

-- The trace of a task, in the order of time; nothing is taken back, what is wrong is answered.
create table vx.task_entry (
  id uuid primary key,
  task_id uuid not null references vx.task,
  area_id int not null references vx.area,
  kind text not null check (kind in ('reminder','question','answer','evidence','obstacle','obstacle_over','extension_asked','extension','cancel')),
  said text not null check (length(trim(said)) >= 3),
  at timestamptz not null,
  by_name text not null,
  by_post text not null,
  by_area_id int not null references vx.area,
  -- An obstacle: who has to clear it, until when. An extension: the deadline asked for, or given.
  owner_post text,
  due_at timestamptz,
  -- What this answers: a question, an obstacle, a deadline asked for.
  answers_id uuid references vx.task_entry,
  constraint task_entry_obstacle check (kind <> 'obstacle' or (owner_post is not null and due_at is not null)),
  constraint task_entry_extension check (kind not in ('extension','extension_asked') or due_at is not null),
  constraint task_entry_over check (kind <> 'obstacle_over' or answers_id is not null),
  constraint task_entry_answered_once unique (answers_id)
);
create index on vx.task_entry (task_id, at);
create index on vx.task_entry (area_id, at);
create index on vx.task_entry (by_area_id);
create index on vx.task_entry (area_id) where kind = 'obstacle';
call platform.protect('vx.task_entry', 'area_id');
revoke update, delete on vx.task_entry from vx_app;

-- What was done lately is little beside what was done in years.
create index on vx.task (area_id, done_at) where done_at is not null;
-- Few tasks are measured, and they are looked at every few minutes.
create index on vx.task (id) where goal is not null and done_at is null and cancelled_at is null;

-- What has to be done first.
create table vx.task_order (
  id uuid primary key,
  task_id uuid not null references vx.task,
  area_id int not null references vx.area,
  after_id uuid not null references vx.task,
  by_name text not null,
  at timestamptz not null,
  check (task_id <> after_id),
  constraint task_order_once unique (task_id, after_id)
);
create index on vx.task_order (after_id);
create index on vx.task_order (area_id);
call platform.protect('vx.task_order', 'area_id');

-- What a task waits for may be another unit's, of which one sees what it is called and whether it is done.
create function vx.task_waits_for(of uuid[]) returns table (task_id uuid, id uuid, area_id int, title text, due_at timestamptz, done boolean)
language sql stable security definer set search_path = pg_catalog, platform as $$
  select o.task_id, t.id, t.area_id, coalesce(t.title, t.subject_label), t.due_at, t.done_at is not null or t.cancelled_at is not null
  from vx.task_order o join vx.task t on t.id = o.after_id
  where o.task_id = any(of) and o.area_id = any ((select platform.scope())::int[])
  order by t.due_at, t.id
$$;
-- Whether a task waits for another one, however far round; a whole waits for its parts. Links of other units count too.
create function vx.task_is_behind(start uuid, target uuid) returns boolean language sql stable security definer
set search_path = pg_catalog, platform as $$
  with recursive behind(id) as (select start union select x.id from behind b cross join lateral (
    select o.after_id as id from vx.task_order o where o.task_id = b.id
    union all select t.id from vx.task t where t.subject_type = 'task' and t.subject_id = b.id) x)
  select exists (select from behind where id = target)
$$;
revoke all on function vx.task_is_behind(uuid, uuid) from public;
grant execute on function vx.task_is_behind(uuid, uuid) to vx_app;
revoke all on function vx.task_waits_for(uuid[]) from public;
grant execute on function vx.task_waits_for(uuid[]) to vx_app;
