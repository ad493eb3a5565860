-- A photo or a file of a record of any domain; its content goes when it is withdrawn, the line stays.
create table vx.attachment (
  id uuid primary key,
  area_id int not null references vx.area,
  subject_type text not null,
  subject_id uuid not null,
  name text not null check (length(name) between 1 and 200),
  type text not null check (type in ('image/jpeg','application/pdf',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')),
  bytes int not null check (bytes > 0),
  sha256 text not null,
  content bytea,
  note text not null default '' check (length(note) <= 300),
  -- Of a picture, as whoever took it lets know; metres.
  taken_at timestamptz,
  latitude double precision check (latitude between -90 and 90),
  longitude double precision check (longitude between -180 and 180),
  accuracy int check (accuracy >= 0),
  added_at timestamptz not null,
  added_by text not null,
  by_name text not null,
  by_post text not null,
  withdrawn_at timestamptz,
  withdrawn_reason text,
  check ((latitude is null) = (longitude is null)),
  check ((withdrawn_at is null) = (content is not null)),
  check ((withdrawn_at is null) = (withdrawn_reason is null))
);
create index on vx.attachment (subject_id);
create index on vx.attachment (area_id, added_at);
call platform.protect('vx.attachment', 'area_id');
revoke delete on vx.attachment from vx_app;
