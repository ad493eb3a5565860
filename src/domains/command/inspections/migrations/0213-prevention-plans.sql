-- An organisation's plan against the epidemic (phương án): handed in, reviewed, verified on the spot. State is computed.
create table vx.prevention_plan (
  id uuid primary key,
  area_id int not null references vx.area,
  organisation_id uuid not null references vx.organisation,
  -- First, second … that the organisation hands in; the last one counts.
  edition int not null check (edition >= 1),
  body text not null check (length(trim(body)) >= 20),
  staff int check (staff between 0 and 100000),
  contact_name text,
  contact_phone text,
  submitted_on date not null,
  entered_at timestamptz not null,
  entered_by text not null,
  entered_by_user text not null,
  verdict text check (verdict in ('approved','returned')),
  reviewed_at timestamptz,
  reviewed_by text,
  reviewed_post text,
  review_said text,
  version int not null default 1,
  constraint plan_edition_once unique (organisation_id, edition),
  check (num_nonnulls(verdict, reviewed_at, reviewed_by, reviewed_post) in (0, 4)),
  constraint plan_returned_with_reason check (verdict <> 'returned' or length(trim(review_said)) >= 3)
);
create index on vx.prevention_plan (area_id);
revoke delete on vx.prevention_plan from vx_app;
call platform.protect('vx.prevention_plan', 'area_id');
call platform.keep_versions('vx.prevention_plan', 'area_id');
