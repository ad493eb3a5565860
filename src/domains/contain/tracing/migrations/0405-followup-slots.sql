-- Some rules ask for more than one check a day (checksPerDay): a due day has so many slots, one after another.
alter table vx.followup add column slot int not null default 1 check (slot between 1 and 4);
alter table vx.followup drop constraint followup_once;
alter table vx.followup add constraint followup_once unique (person_id, due_on, slot);

-- History rows are written by position: the new column goes before the two of the history.
alter table vx.followup_version add column slot int not null default 1,
  add column known_from timestamptz, add column known_to timestamptz;
update vx.followup_version set known_from = valid_from, known_to = valid_to;
alter table vx.followup_version drop column valid_from, drop column valid_to;
alter table vx.followup_version rename column known_from to valid_from;
alter table vx.followup_version rename column known_to to valid_to;
alter table vx.followup_version alter column valid_from set not null;
create index on vx.followup_version (id, valid_from);
create unique index on vx.followup_version (id) where valid_to is null;
create index on vx.followup_version (area_id, valid_from);

-- Due days are made many at a time, a whole window for each of thousands of contacts: their history is written once a
-- statement. What becomes of a day afterwards is written row by row as elsewhere.
create function vx.keep_due_days() returns trigger language plpgsql security definer set search_path = pg_catalog, vx, platform as $$
begin
  insert into vx.followup_version select fresh.*, platform.clock(), null from fresh;
  return null;
end $$;
drop trigger keep_version on vx.followup;
create trigger keep_version after update or delete on vx.followup for each row execute function platform.keep_version();
create trigger keep_due_days after insert on vx.followup referencing new table as fresh
  for each statement execute function vx.keep_due_days();
revoke all on function vx.keep_due_days() from public;

update vx.person_once set keys = '{person_id,due_on,slot}' where table_name = 'vx.followup';

insert into platform.rule_version (key, effective_from, legal_basis, body) values
('tracing.closing', '2020-03-12',
 'Chỉ kết thúc theo dõi khi có người gặp được vào ngày cuối hoặc sau đó (cách làm của SORMAS); mỗi ngày chưa gặp thì thêm một ngày, nhiều nhất bằng số ngày "mất dấu"; do đơn vị đặt, chờ xác nhận',
 '{"untilSeen": true}');
