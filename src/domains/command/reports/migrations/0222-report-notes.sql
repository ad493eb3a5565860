-- What was said about a number of a draft, and why a draft was given back; a signed report carries its notes with it.
create table vx.report_note (
  id uuid primary key,
  report_id uuid not null references vx.report on delete cascade,
  area_id int not null references vx.area,
  kind text not null check (kind in ('note','return')),
  -- The row that a note is about.
  row_key text,
  said text not null check (length(trim(said)) between 3 and 1000),
  at timestamptz not null,
  by_name text not null,
  by_post text not null,
  check ((kind = 'note') = (row_key is not null))
);
create index on vx.report_note (report_id, at);
create index on vx.report_note (area_id);
call platform.protect('vx.report_note', 'area_id');
revoke update, delete on vx.report_note from vx_app;

insert into platform.rule_version (key, effective_from, legal_basis, body) values
('report.deviation', '2021-04-27',
 'Số liệu báo cáo lấy từ hồ sơ, đơn vị phải giải trình khi số thay đổi lớn so với báo cáo trước (chế độ báo cáo theo Công văn 318-CV/QU); mức do đơn vị đặt, chờ xác nhận',
 '{"share":1,"least":20}'),
('report.public', '2021-04-27',
 'Không để lộ người từ số nhỏ (Nghị định 13/2023/NĐ-CP về bảo vệ dữ liệu cá nhân áp dụng từ 1/7/2023; thực hành thống kê: ô dưới 5); chờ xác nhận',
 '{"least":5,"domains":["cases","zones","orders"]}');
