-- Documents: what came in, what one issued, what each one asks of whom, and how far down it has come.
create table vx.document (
  id uuid primary key,
  -- Whose register it stands in.
  area_id int not null references vx.area,
  direction text not null check (direction in ('incoming','issued','internal')),
  form text not null check (form in ('state','party','none')),
  type text not null,
  -- As printed and as it should be; a document may have none (an appeal).
  symbol_printed text,
  symbol text,
  issuer text not null check (length(trim(issuer)) > 0),
  issuer_level text not null check (issuer_level in ('central','city','district','ward','other')),
  -- The date as printed, and the right one where the printed one is wrong or missing.
  printed_on date,
  dated_on date,
  date_note text,
  abstract text not null check (length(trim(abstract)) > 0),
  signer_authority text,
  signer_title text,
  signer_name text,
  urgency text not null default 'none' check (urgency in ('none','urgent','very_urgent','express')),
  secrecy text not null default 'none' check (secrecy in ('none','secret','top_secret','absolute')),
  addressees text[] not null default '{}',
  received_at timestamptz,
  effective_from date,
  effective_to date,
  body text,
  -- Of one's own: signed, numbered, out of the house.
  issued_at timestamptz,
  issued_by text,
  created_by text not null,
  created_at timestamptz not null,
  version int not null default 1,
  constraint document_date_explained check (printed_on is null or dated_on is null or printed_on = dated_on or length(trim(date_note)) >= 3),
  constraint document_term check (effective_from is null or effective_to is null or effective_to >= effective_from),
  -- The text of a State secret has no place in here, only that it exists.
  constraint document_secret check (secrecy = 'none' or body is null),
  check ((direction = 'incoming') = (received_at is not null)),
  check (direction <> 'incoming' or issued_at is null),
  constraint document_symbol_once unique nulls distinct (area_id, symbol, dated_on, issuer)
);
create index on vx.document (area_id, created_at);
create index on vx.document (symbol);
call platform.protect('vx.document', 'area_id');
call platform.keep_versions('vx.document', 'area_id');

-- One numbered item of a document: what tasks come from.
create table vx.document_item (
  id uuid primary key,
  area_id int not null references vx.area,
  document_id uuid not null references vx.document on delete cascade,
  ordinal int not null,
  path text not null,
  heading boolean not null,
  text text not null,
  constraint document_item_once unique (document_id, ordinal)
);
create index on vx.document_item (area_id);
call platform.protect('vx.document_item', 'area_id');

-- What a document stands on, carries out, replaces or amends. The other one need not be in the register.
create table vx.document_link (
  id uuid primary key,
  area_id int not null references vx.area,
  document_id uuid not null references vx.document on delete cascade,
  kind text not null check (kind in ('based_on','implements','replaces','amends')),
  target_id uuid references vx.document,
  target_symbol text,
  printed text not null,
  printed_on date,
  dated_on date,
  issuer text,
  note text,
  check (target_id is distinct from document_id),
  constraint document_link_once unique nulls distinct (document_id, kind, target_symbol)
);
create index on vx.document_link (area_id);
create index on vx.document_link (target_id);
create index on vx.document_link (target_symbol);
call platform.protect('vx.document_link', 'area_id');

-- Who got it, and how far they are: each step once, with who and when.
create table vx.document_recipient (
  id uuid primary key,
  -- The area of the one who got it: the row is theirs.
  area_id int not null references vx.area,
  document_id uuid not null references vx.document on delete cascade,
  post_kind text not null,
  purpose text not null check (purpose in ('implement','coordinate','inform')),
  sent_at timestamptz not null,
  due_at timestamptz not null,
  read_at timestamptz, read_by text,
  acknowledged_at timestamptz, acknowledged_by text,
  disseminated_at timestamptz, disseminated_by text, disseminated_note text,
  version int not null default 1,
  constraint document_recipient_once unique (document_id, area_id, post_kind),
  check (due_at >= sent_at),
  check ((acknowledged_at is null) = (acknowledged_by is null)),
  check ((disseminated_at is null) = (disseminated_by is null))
);
create index on vx.document_recipient (area_id, due_at) where acknowledged_at is null;
create index on vx.document_recipient (area_id);
call platform.protect('vx.document_recipient', 'area_id');
call platform.keep_versions('vx.document_recipient', 'area_id');

-- A document that was sent down is read where it was sent. The sender's table must not be asked by the recipient's
-- policy in turn, so the recipients are looked up by the scope alone.
create policy sent_here on vx.document for select to vx_app
  using (id in (select r.document_id from vx.document_recipient r where r.area_id = any ((select platform.scope())::int[])));
create policy sent_here on vx.document_version for select to vx_app
  using (id in (select r.document_id from vx.document_recipient r where r.area_id = any ((select platform.scope())::int[])));
create policy with_document on vx.document_item for select to vx_app using (document_id in (select id from vx.document));
create policy with_document on vx.document_link for select to vx_app using (document_id in (select id from vx.document));

insert into platform.rule_version (key, effective_from, legal_basis, body) values
('document.acknowledge', '2021-04-27',
 'Công văn 318-CV/QU ngày 27/4/2021 (quán triệt, triển khai kịp thời, báo cáo theo quy định); số giờ theo độ khẩn do đơn vị đặt, chờ xác nhận',
 '{"hours":{"none":24,"urgent":8,"very_urgent":4,"express":2},"planHours":24}');
