-- Inbox, board and calendar at fifty thousand open tasks: how many is answered out of an index, which ones come first by
-- reading the nearest deadlines.
create index on vx.task (area_id, due_at, opened_at) where done_at is null and cancelled_at is null;
create index on vx.task (due_at, id) include (area_id, opened_at) where done_at is null and cancelled_at is null;
create index on vx.task (post_kind, area_id) where done_at is null and cancelled_at is null;
create index on vx.task (area_id) where done_at is null and cancelled_at is null and with_posts <> '{}';
-- What it held, and whether the task is over, so that the days of a month are counted without the tasks themselves.
create index on vx.task (area_id, due_at) include (done_at, cancelled_at);
drop index vx.task_area_id_due_at_idx;
-- An index answers alone only for pages that were vacuumed: after thousands of new tasks, not after a fifth of all.
alter table vx.task set (autovacuum_vacuum_insert_scale_factor = 0.01, autovacuum_vacuum_scale_factor = 0.02);
