-- Meetings: who was asked, who came, what was concluded. Tasks come from conclusions.
create table vx.conference (
  id uuid primary key,
  area_id int not null references vx.area,
  kind text not null check (kind in ('daily','meeting','online')),
  -- Of a daily one its day, so that there is one a day.
  day date not null,
  title text not null check (length(trim(title)) between 3 and 200),
  starts_at timestamptz not null,
  -- A room, or the address of an online meeting.
  place text,
  chair text not null,
  agenda text[] not null default '{}',
  created_by text not null,
  created_at timestamptz not null,
  closed_at timestamptz,
  closed_by text,
  version int not null default 1,
  check ((closed_at is null) = (closed_by is null))
);
create unique index conference_daily_once on vx.conference (area_id, day) where kind = 'daily';
create index on vx.conference (area_id, starts_at desc);
call platform.protect('vx.conference', 'area_id');

create table vx.conference_unit (
  id uuid primary key,
  -- The area of the one who is asked: the row is theirs.
  area_id int not null references vx.area,
  conference_id uuid not null references vx.conference on delete cascade,
  post_kind text not null,
  presence text not null default 'unknown' check (presence in ('unknown','present','online','excused','absent')),
  who text,
  constraint conference_unit_once unique (conference_id, area_id, post_kind)
);
create index on vx.conference_unit (area_id);
call platform.protect('vx.conference_unit', 'area_id');

create table vx.conference_conclusion (
  id uuid primary key,
  area_id int not null references vx.area,
  conference_id uuid not null references vx.conference on delete cascade,
  ordinal int not null,
  text text not null check (length(trim(text)) between 3 and 1000),
  by_name text not null,
  at timestamptz not null,
  constraint conference_conclusion_once unique (conference_id, ordinal)
);
create index on vx.conference_conclusion (area_id);
call platform.protect('vx.conference_conclusion', 'area_id');

-- Whoever was asked reads it. The sender's table must not be asked by the policy of the units in turn.
create policy asked_here on vx.conference for select to vx_app
  using (id in (select u.conference_id from vx.conference_unit u where u.area_id = any ((select platform.scope())::int[])));
create policy with_conference on vx.conference_conclusion for select to vx_app
  using (conference_id in (select id from vx.conference));

insert into platform.rule_version (key, effective_from, legal_basis, body) values
('conference.figures', '2021-04-27',
 'Giao ban hằng ngày 8 giờ của quận (thực tiễn 2021); các số liệu do đơn vị đặt, chờ xác nhận',
 '{"at":"08:00","figures":["cases.confirmed","cases.community","followups.missed","zones.active","tasks.overdue","tasks.obstacles","documents.unacknowledged","reports.missing"],"sinceDays":1}');
