-- What is late goes up by itself: the unit is reminded, asked why, then those above it are told.
alter table vx.task_entry drop constraint task_entry_kind_check,
  add constraint task_entry_kind_check check (kind in
    ('reminder','question','answer','evidence','obstacle','obstacle_over','extension_asked','extension','cancel','escalated'));
create index on vx.task_entry (area_id) where kind in ('question','extension_asked','escalated');

insert into platform.rule_version (key, effective_from, legal_basis, body) values
('task.ladder', '2021-04-27',
 'Công văn 318-CV/QU ngày 27/4/2021 (kiểm tra, đôn đốc, chịu trách nhiệm người đứng đầu); số giờ của mỗi bậc do đơn vị đặt, chờ xác nhận',
 '{"except":["person","team","case"],"steps":[{"kind":"reminder","hours":0},{"kind":"question","hours":24},{"kind":"escalated","hours":48}]}');
